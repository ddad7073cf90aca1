import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck } from '../../kind/types.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { changeRoom, clearRoom } from '../remedies.ts';
import { byTime, planView } from '../view.ts';
import { named, titleOf, UNNAMED_ROOM } from '../words.ts';

const RULE = 'over-capacity';

/** More people expected than the room holds, whether the session has a time yet or not. */
export const overCapacity: RuleCheck = (parts) => {
  const view = planView(parts);
  const findings: Finding[] = [];
  for (const session of [...view.sessions].sort(byTime)) {
    const { room, expected } = session;
    if (room?.capacity == null || expected === null || expected <= room.capacity || findings.length >= MAX_FINDINGS_PER_RULE) continue;
    const items = [`plan/sessions/${session.id}`, `plan/rooms/${room.id}`];
    const [title, name] = [titleOf(session), named(room.name, UNNAMED_ROOM)];
    findings.push({
      id: findingId(RULE, items),
      rule: RULE,
      severity: 'clash',
      items,
      cells: ['room', 'expected'].map((field) => `plan/sessions/${session.id}/${field}`),
      words: {
        zh: `“${title.zh}”报名 ${expected} 人，${name.zh} 容 ${room.capacity} 人。`,
        en: `“${title.en}” expects ${expected}; ${name.en} holds ${room.capacity}.`,
      },
      remedies: [changeRoom(view, session), clearRoom(session)].filter((remedy) => remedy !== null).slice(0, MAX_REMEDIES),
    });
  }
  return findings;
};
