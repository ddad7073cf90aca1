/** The one closed list of errors that this server answers with: the relay's, the domain's, and those of HTTP. */
import { DOMAIN_CODES, isDomainCode, type DomainCode, type Words } from '@qiao/domain';
import { isRelayCode, RELAY_CODES, type RelayCode } from '@qiao/sync/protocol';
import { MIN_PASSWORD } from './access/limits.ts';

interface HttpEntry extends Words {
  status: number;
}

const entry = (status: number, zh: string, en: string): HttpEntry => ({ status, zh, en });

export const HTTP_CODES = {
  'bad-request': entry(
    400,
    '请求的内容不完整或写法不对。请检查后再试。',
    'The request was incomplete or malformed. Check it and try again.',
  ),
  'wrong-password': entry(401, '邮箱或密码不对。核对后再试。', 'The e-mail address or password is wrong. Check both and try again.'),
  'account-disabled': entry(
    403,
    '这个账户已停用。请管理员启用后再登录。',
    'This account is disabled. Ask an administrator to enable it, then sign in.',
  ),
  'wrong-code': entry(401, '启用码不对。它印在服务器的启动记录里。', 'The code is wrong. The server printed it when it started.'),
  'setup-done': entry(409, '这里已经启用。用已有的账号登录。', 'This server is already set up. Sign in with an account.'),
  'weak-password': entry(
    400,
    `密码太短。至少 ${MIN_PASSWORD} 个字符。`,
    `The password is too short. Use at least ${MIN_PASSWORD} characters.`,
  ),
  'email-taken': entry(
    409,
    '这个邮箱已有账号。换一个邮箱，或改原来的账号。',
    'This e-mail address has an account. Use another, or change that account.',
  ),
  'last-admin': entry(
    409,
    '这是唯一能管理账户的人，不能停用或去掉这个岗位。请先把另一人设为系统管理员。',
    'Nobody else can manage accounts, so this person stays enabled and an administrator. Make another administrator first.',
  ),
  'no-such-page': entry(404, '没有这个地址。请从首页进入。', 'There is no such address. Start from the first page.'),
  'command-reused': entry(
    409,
    '这个操作编号用过了，内容不同。请重新操作。',
    'This command id was used for something else. Make the command again.',
  ),
  'piece-too-large': entry(413, '一次上传的部分过大。请分段上传。', 'This piece is too large. Upload the file in smaller pieces.'),
  'blob-too-large': entry(
    413,
    '附件过大，未上传。请压缩或拆分后再试。',
    'The attachment is too large and was not uploaded. Compress or split it.',
  ),
  'wrong-offset': entry(409, '上传没有接上，会从服务器已有之处继续。', 'The upload did not join up; it goes on from what the server has.'),
  'wrong-hash': entry(
    409,
    '收到的内容与附件不符，已丢弃。请重新上传。',
    'What arrived is not this attachment and was discarded. Upload it again.',
  ),
  'quota-full': entry(
    409,
    '您的附件已达上限。请删去不用的附件，或请管理员处理。',
    'Your attachments have reached their limit. Remove some, or ask an administrator.',
  ),
  'refs-full': entry(409, '这部分的附件已达上限。请另建记录。', 'This part has as many attachments as it can hold. Use another record.'),
  'disk-full': entry(
    507,
    '服务器磁盘已满，附件未存。本机的还在，有空间后会继续。',
    'The server’s disk is full. The attachment stays on this device and goes on when there is room.',
  ),
  'blob-missing': entry(
    503,
    '附件的文件不在服务器上。请有这份附件的人打开应用，或请管理员恢复文件。',
    'The attachment’s file is not on the server. Whoever has it should open the app, or an administrator restores it.',
  ),
  hold: entry(409, '您看到的内容还没全部送达服务器，会自动重试。', 'Content that you saw has not arrived yet; this is retried by itself.'),
  internal: entry(500, '服务器出错，操作没有完成。请稍后再试。', 'The server failed and did not finish. Try again shortly.'),
} as const satisfies Record<string, HttpEntry>;

export type ErrorCode = keyof typeof HTTP_CODES | RelayCode | DomainCode;

const DOMAIN_STATUS: Partial<Record<DomainCode, number>> = { 'bad-command': 400, 'reason-needed': 400, forbidden: 403, 'not-found': 404 };

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(HTTP_CODES, code) || isDomainCode(code) || isRelayCode(code);

/** HTTP status of an error. */
export function statusOf(code: ErrorCode): number {
  if (Object.hasOwn(HTTP_CODES, code)) return HTTP_CODES[code as keyof typeof HTTP_CODES].status;
  if (isDomainCode(code)) return DOMAIN_STATUS[code] ?? 409;
  const { close } = RELAY_CODES[code as RelayCode];
  return close < 4500 ? close - 4000 : 503;
}

/** What to tell people, in both languages. */
export function wordsOf(code: ErrorCode): Words {
  if (Object.hasOwn(HTTP_CODES, code)) return HTTP_CODES[code as keyof typeof HTTP_CODES];
  return isDomainCode(code) ? DOMAIN_CODES[code] : RELAY_CODES[code as RelayCode];
}

/** The language of an Accept-Language header; Chinese where it names neither. */
export function languageOf(header: string | undefined): 'zh' | 'en' {
  const ranked = (header ?? '')
    .split(',')
    .map((item) => {
      const [tag = '', ...rest] = item.trim().split(';');
      const quality = Number(
        rest
          .find((one) => one.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { language: tag.slice(0, 2).toLowerCase(), quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ language, quality }) => (language === 'zh' || language === 'en') && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return ranked[0]?.language === 'en' ? 'en' : 'zh';
}
