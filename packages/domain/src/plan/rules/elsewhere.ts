import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck, Words } from '../../kind/types.ts';
import { overlappingPairs } from '../free.ts';
import { PEOPLE_CELLS } from '../items.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { logisticsView, type Engagement, type Logistics } from '../logistics.ts';
import { clearShift, giveShift, leaveOut } from '../logistics-remedies.ts';
import { takeOut, type Remedy } from '../remedies.ts';
import { planView, type PersonView, type PlanView } from '../view.ts';
import { commonSpan, named, UNNAMED_PERSON } from '../words.ts';

const RULE = 'person-elsewhere';

/** One person on shift, on a leg or in a session at one time and elsewhere. Two sessions are a rule of their own. */
export const personElsewhere: RuleCheck = (parts) => {
  const [plan, view] = [planView(parts), logisticsView(parts)];
  const findings: Finding[] = [];
  for (const [personId, engagements] of view.byPerson) {
    const person = plan.people.find((one) => one.id === personId) ?? unknown(view, personId);
    for (const [a, b] of overlappingPairs(engagements)) {
      if (!areApart(a, b) || person === null) continue;
      if (findings.length >= MAX_FINDINGS_PER_RULE) return findings;
      const items = [`plan/${a.list}/${a.id}`, `plan/${b.list}/${b.id}`, `people/people/${personId}`];
      const [name, time] = [named(person.name, UNNAMED_PERSON), commonSpan(plan.zone, a, b)];
      findings.push({
        id: findingId(RULE, items),
        rule: RULE,
        severity: 'clash',
        items,
        cells: [a, b].flatMap((one) =>
          [...cellsOf(plan, one, personId), 'start', 'minutes'].map((field) => `plan/${one.list}/${one.id}/${field}`),
        ),
        words: {
          zh: `${name.zh} ${time} 同时在两处：${doing(a).zh}，${doing(b).zh}。`,
          en: `${name.en} is in two places, ${time}: ${doing(a).en} and ${doing(b).en}.`,
        },
        remedies: waysOut(plan, view, person, a, b),
      });
    }
  }
  return findings;
};

/** Somebody who was taken off the list is known by the label beside the reference. */
function unknown(view: Logistics, id: string): PersonView | null {
  const rides = view.legs.flatMap((leg) => leg.passengers);
  return [...view.shifts.map((shift) => shift.person), ...rides].find((person) => person?.id === id) ?? null;
}

/** Two that cannot both be done: not in one spot, and a shift of which nobody says where may be the session itself. */
function areApart(a: Engagement, b: Engagement): boolean {
  if (a.list === 'sessions' && b.list === 'sessions') return false;
  if (a.spot !== null && a.spot === b.spot) return false;
  if (a.list === b.list) return true;
  return [a, b].every((one) => one.list !== 'shifts' || one.spot !== null);
}

function cellsOf(plan: PlanView, { list, id }: Engagement, person: string): readonly string[] {
  if (list === 'shifts') return ['person'];
  if (list === 'legs') return ['passengers'];
  const session = plan.sessions.find((one) => one.id === id);
  return PEOPLE_CELLS.filter((cell) => session?.people[cell].some((one) => one.id === person));
}

const DOING: Record<Engagement['list'], Words> = {
  sessions: { zh: '场次', en: 'in the session' },
  legs: { zh: '乘车', en: 'riding' },
  shifts: { zh: '值守', en: 'on shift at' },
};

const doing = ({ list, title }: Engagement): Words => ({
  zh: `${DOING[list].zh}“${title.zh}”`,
  en: `${DOING[list].en} “${title.en}”`,
});

/** A shift is given to somebody else before anybody is taken out of a car, and out of a car before out of a session. */
function waysOut(plan: PlanView, view: Logistics, person: PersonView, a: Engagement, b: Engagement): Remedy[] {
  const both = [b, a];
  const remedies: (Remedy | null)[] = [];
  for (const { list, id } of both) {
    const shift = list === 'shifts' ? view.shifts.find((one) => one.id === id) : undefined;
    if (shift) remedies.push(giveShift(plan, view, shift), clearShift(shift));
  }
  for (const { list, id } of both) {
    const leg = list === 'legs' ? view.legs.find((one) => one.id === id) : undefined;
    if (leg) remedies.push(leaveOut(leg, person));
  }
  for (const { list, id } of both) {
    const session = list === 'sessions' ? plan.sessions.find((one) => one.id === id) : undefined;
    if (session) remedies.push(takeOut(session, person));
  }
  return remedies.filter((remedy) => remedy !== null).slice(0, MAX_REMEDIES);
}
