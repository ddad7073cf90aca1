import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck } from '../../kind/types.ts';
import { busyIn, overlappingPairs } from '../free.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { changeRoom, moveLater, unschedule } from '../remedies.ts';
import { planView } from '../view.ts';
import { commonTime, named, titleOf, UNNAMED_ROOM } from '../words.ts';

const RULE = 'room-double-booked';

/** Two sessions in one room at one time. The later one is offered a way out. */
export const roomDoubleBooked: RuleCheck = (parts) => {
  const view = planView(parts);
  const findings: Finding[] = [];
  for (const [roomId, spans] of busyIn(view).byRoom) {
    for (const [first, second] of overlappingPairs(spans)) {
      if (findings.length >= MAX_FINDINGS_PER_RULE) return findings;
      const [a, b] = [first.session, second.session];
      const items = [`plan/sessions/${a.id}`, `plan/sessions/${b.id}`, `plan/rooms/${roomId}`];
      const [room, one, two, time] = [named(a.room!.name, UNNAMED_ROOM), titleOf(a), titleOf(b), commonTime(first, second)];
      findings.push({
        id: findingId(RULE, items),
        rule: RULE,
        severity: 'clash',
        items,
        cells: [a, b].flatMap((session) => ['room', 'start', 'minutes'].map((field) => `plan/sessions/${session.id}/${field}`)),
        words: {
          zh: `${room.zh} ${time} 同时排了两场：“${one.zh}”和“${two.zh}”。`,
          en: `${room.en} has two sessions, ${time}: “${one.en}” and “${two.en}”.`,
        },
        remedies: [changeRoom(view, b), moveLater(view, b), unschedule(b)].filter((remedy) => remedy !== null).slice(0, MAX_REMEDIES),
      });
    }
  }
  return findings;
};
