import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck, Words } from '../../kind/types.ts';
import { busyIn, overlappingPairs, peopleOf, type Span } from '../free.ts';
import { PEOPLE_CELLS, type PeopleCell } from '../items.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { moveLater, replacePerson, takeOut } from '../remedies.ts';
import { planView, type PersonView, type SessionView } from '../view.ts';
import { commonTime, named, titleOf, UNNAMED_PERSON } from '../words.ts';

const RULE = 'person-double-booked';

/** One person in two sessions at one time, chairing, speaking and interpreting alike. */
export const personDoubleBooked: RuleCheck = (parts) => {
  const view = planView(parts);
  const findings: Finding[] = [];
  for (const [personId, spans] of busyIn(view).byPerson) {
    for (const [first, second] of overlappingPairs(spans)) {
      if (findings.length >= MAX_FINDINGS_PER_RULE) return findings;
      const [a, b] = [first.session, second.session];
      const person = peopleOf(a).get(personId)!;
      const items = [`plan/sessions/${a.id}`, `plan/sessions/${b.id}`, `people/people/${personId}`];
      findings.push({
        id: findingId(RULE, items),
        rule: RULE,
        severity: 'clash',
        items,
        cells: [a, b].flatMap((session) =>
          [...cellsOf(session, personId), 'start', 'minutes'].map((field) => `plan/sessions/${session.id}/${field}`),
        ),
        words: sentence(person, first, second),
        remedies: [replacePerson(view, b, person), moveLater(view, b), takeOut(b, person)]
          .filter((remedy) => remedy !== null)
          .slice(0, MAX_REMEDIES),
      });
    }
  }
  return findings;
};

const cellsOf = (session: SessionView, personId: string): PeopleCell[] =>
  PEOPLE_CELLS.filter((cell) => session.people[cell].some((person) => person.id === personId));

/** What somebody does twice at once, when it is the same in both. */
const TWICE: Record<PeopleCell, Words> = {
  chair: { zh: '同时主持两场', en: 'chairs two sessions' },
  speakers: { zh: '同时在两场报告', en: 'speaks in two sessions' },
  interpreters: { zh: '同时在两处口译', en: 'interprets in two rooms' },
};

const DOES: Record<PeopleCell, Words> = {
  chair: { zh: '主持', en: 'chairs' },
  speakers: { zh: '报告', en: 'speaks in' },
  interpreters: { zh: '口译', en: 'interprets' },
};

function sentence(person: PersonView, first: Span, second: Span): Words {
  const [a, b] = [first.session, second.session];
  const [one, two] = [cellsOf(a, person.id)[0]!, cellsOf(b, person.id)[0]!];
  const [name, time] = [named(person.name, UNNAMED_PERSON), commonTime(first, second)];
  if (one === two && !(one === 'interpreters' && a.room !== null && a.room.id === b.room?.id)) {
    return { zh: `${name.zh} ${time} ${TWICE[one].zh}。`, en: `${name.en} ${TWICE[one].en}, ${time}.` };
  }
  const [titleA, titleB] = [titleOf(a), titleOf(b)];
  return {
    zh: `${name.zh} ${time} 同时有两场：${DOES[one].zh}“${titleA.zh}”，${DOES[two].zh}“${titleB.zh}”。`,
    en: `${name.en} is in two sessions, ${time}: ${DOES[one].en} “${titleA.en}”, ${DOES[two].en} “${titleB.en}”.`,
  };
}
