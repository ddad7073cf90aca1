/**
 * The relay's closed list of refusals: each with the WebSocket close code it may end a socket with
 * and a sentence for people in both languages that says how to mend it.
 *
 * Close codes: 4400-4499 are final (y-websocket stops reconnecting), 4500-4599 mean "try again" (SPEC LIV4).
 */
export interface CodeEntry {
  close: number;
  /** Final: the same bytes will be refused again. */
  final: boolean;
  zh: string;
  en: string;
}

const entry = (close: number, zh: string, en: string): CodeEntry => ({ close, final: close < 4500, zh, en });

export const RELAY_CODES = {
  'bad-message': entry(
    4400,
    '收到的数据不完整或无法识别。请更新应用后再试。',
    'The message was incomplete or unknown. Update the app and try again.',
  ),
  'bad-name': entry(
    4400,
    '记录地址的写法不对。请从列表中重新打开。',
    'The address of the record is malformed. Open it again from its list.',
  ),
  'bad-update': entry(
    4400,
    '这处改动的数据已损坏，没有写入。改动已留作待处理。',
    'This edit is damaged and was not stored. It is kept as a proposal.',
  ),
  unauthenticated: entry(
    4401,
    '登录已失效。请重新登录，未发出的改动都在本机。',
    'You are signed out. Sign in again; unsent edits stay on this device.',
  ),
  'foreign-origin': entry(
    4403,
    '请求来自别的网站，已拒绝。请用办公网址打开。',
    'The request came from another site. Open Qiao at its own address.',
  ),
  forbidden: entry(
    4403,
    '您没有改动这部分的权限。需要时请经办人把您加为协办。',
    'You may read this part but not change it. Ask the person in charge to add you.',
  ),
  'foreign-device': entry(
    4403,
    '这台设备登记在别人名下。请退出后重新登录。',
    'This device is registered to somebody else. Sign out and sign in again.',
  ),
  'foreign-client': entry(
    4403,
    '这处改动用了别人的写入编号，没有写入。请重新打开这条记录。',
    'This edit used a writer number that belongs to somebody else. Open the record again.',
  ),
  'not-found': entry(4404, '没有这条记录，或您无权查看。', 'There is no such record, or you may not see it.'),
  'too-old': entry(
    4406,
    '应用版本过旧。未发出的改动会先送出，请随后更新。',
    'This app is too old. Your unsent edits are sent first; then update.',
  ),
  'too-new': entry(
    4406,
    '服务器版本较旧。改动都留在本机，请稍后再试。',
    'The server is older than this app. Edits stay here; try again later.',
  ),
  frozen: entry(
    4409,
    '内容已提交审批，暂不能改。您的改动留作待处理。',
    'The content is under decision and cannot change now. Your edit is kept as a proposal.',
  ),
  'bad-ledger': entry(
    4400,
    '送回的办理记录与签名不符，没有采用。内容仍会送出。',
    'The returned ledger entries do not bear out their signatures and were not used. Content is sent all the same.',
  ),
  diverged: entry(
    4409,
    '恢复之后这条记录已另有办理，送回的办理记录单独存放。请管理员核对。',
    'Other decisions were made after the restore; the returned ones are kept apart. Ask an administrator to compare them.',
  ),
  'stale-generation': entry(
    4410,
    '这部分内容已重整。请取回最新内容后再改。',
    'This part was rebuilt. Take the newest content and edit again.',
  ),
  'too-large': entry(4413, '一次改动过大。请分几次粘贴。', 'One edit is too large. Paste it in smaller pieces.'),
  'part-full': entry(
    4413,
    '这部分已达容量上限。请归档旧内容或另建记录。',
    'This part is full. Archive old content or begin another record.',
  ),
  'too-many': entry(
    4429,
    '打开得太多或太快。请关掉一些页面，稍候再试。',
    'Too much was opened at once. Close some pages and try again shortly.',
  ),
  revoked: entry(
    4430,
    '您对这条记录的权限已收回。您未发出的改动留作待处理。',
    'Your access to this record was withdrawn. Your unsent edits are kept as a proposal.',
  ),
  busy: entry(4503, '服务器正忙，会自动重试。', 'The server is busy; this is retried by itself.'),
  'slow-reader': entry(4508, '网络太慢，连接已断开，会自动重连。', 'The connection was too slow and was cut; it reconnects by itself.'),
  'going-away': entry(4501, '服务器正在重启，会自动重连。', 'The server is restarting; this reconnects by itself.'),
  'not-stored': entry(4507, '服务器没能存下改动，会自动重试。', 'The server could not store the edit; this is retried by itself.'),
} as const satisfies Record<string, CodeEntry>;

export type RelayCode = keyof typeof RELAY_CODES;

export const isRelayCode = (text: string): text is RelayCode => Object.hasOwn(RELAY_CODES, text);

/** Whether the same bytes will be refused again, so that the device must find the way back (SPEC REF1). */
export const isFinal = (code: RelayCode): boolean => RELAY_CODES[code].final;
