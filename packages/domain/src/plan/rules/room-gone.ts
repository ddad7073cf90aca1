import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck } from '../../kind/types.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { changeRoom, clearRoom } from '../remedies.ts';
import { byTime, planView } from '../view.ts';
import { named, titleOf, UNNAMED_ROOM } from '../words.ts';

const RULE = 'room-gone';

/** A session in a room that was taken off the list: one removed the room while another put the session into it. */
export const roomGone: RuleCheck = (parts) => {
  const view = planView(parts);
  const findings: Finding[] = [];
  for (const session of [...view.sessions].sort(byTime)) {
    const { room } = session;
    if (room === null || room.item !== null || findings.length >= MAX_FINDINGS_PER_RULE) continue;
    const items = [`plan/sessions/${session.id}`, `plan/rooms/${room.id}`];
    const [title, name] = [titleOf(session), named(room.name, UNNAMED_ROOM)];
    findings.push({
      id: findingId(RULE, items),
      rule: RULE,
      severity: 'clash',
      items,
      cells: [`plan/sessions/${session.id}/room`],
      words: {
        zh: `“${title.zh}”排在 ${name.zh}，这个会场已经移去。`,
        en: `“${title.en}” is in ${name.en}, a room that was removed.`,
      },
      remedies: [changeRoom(view, session), clearRoom(session)].filter((remedy) => remedy !== null).slice(0, MAX_REMEDIES),
    });
  }
  return findings;
};
