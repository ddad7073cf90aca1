import { MOVES, type CommandType, type Kind, type Move } from '@qiao/domain/kind';
import { pick, say, words } from '#messages/index.svelte.ts';

const isMove = (type: CommandType): type is Move => (MOVES as readonly string[]).includes(type);

/** What a command is called in its kind: 提交, 批准 …; 新建, 指派, 归档 are the same everywhere. */
export const moveLabel = (kind: Kind, type: CommandType): string =>
  isMove(type) ? pick(kind.workflow.moves[type].label) : words().command[type];

/** What somebody did, as the ledger tells it after their name. */
export const moveDone = (kind: Kind, type: CommandType): string => {
  const t = words().record;
  return isMove(type) ? say(t.did, { move: pick(kind.workflow.moves[type].label) }) : t.done[type];
};
