/** The closed list of refusals that the domain may answer with, each with its sentence: fact, reason, remedy. */
import type { Words } from '../kind/types.ts';

const words = (zh: string, en: string): Words => ({ zh, en });

export const DOMAIN_CODES = {
  'bad-command': words(
    '这项操作的数据不完整，没有执行。可刷新后再试。',
    'The command was incomplete and was not carried out. Reload and try again.',
  ),
  'no-transition': words(
    '记录已不在这一步，操作没有生效。可看办理记录里谁先办了。',
    'The record has moved on, so this did not take effect. The ledger shows who acted first.',
  ),
  forbidden: words('您没有办这一步的权限。需要时可请有权的同事办理。', 'This step is not yours to take. Ask a colleague who may.'),
  'not-found': words('没有这条记录，或您无权查看。', 'There is no such record, or you may not see it.'),
  'reason-needed': words('这一步要写明理由。补上理由再办。', 'This step needs a reason. Write one and try again.'),
  'content-changed': words(
    '您看过之后内容有改动，操作没有生效。看过改动后再办。',
    'The content changed after you saw it, so this did not take effect. Look at the change, then decide.',
  ),
  exists: words('这个编号的记录已经有了。可打开它，或另建一条。', 'A record with this id exists already. Open it, or make another.'),
  archived: words('记录已归档，不再接受改动。', 'The record is archived and takes no more changes.'),
  frozen: words(
    '内容已提交、批准或归档，改动没有写入。还能撤回的，撤回之后再改。',
    'The content was submitted, decided or archived, so the change was not stored. Where it can be withdrawn, withdraw it first, then edit.',
  ),
} as const satisfies Record<string, Words>;

export type DomainCode = keyof typeof DOMAIN_CODES;

export const isDomainCode = (code: string): code is DomainCode => Object.hasOwn(DOMAIN_CODES, code);
