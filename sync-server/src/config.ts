import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import type { Place } from './open-store.ts';

/** The environment says something that cannot be: told to who started the server. */
export class BadSetting extends Error {}

/** What the environment decides. */
export interface Config extends Place {
  port: number;
  host: string;
  /** Where people find it; printed. */
  url: string;
  /** Origins whose pages may ask (SPEC SES1); empty until the port is known, when that is 0. */
  origins: Set<string>;
  /** The public origin is https: cookies are Secure. */
  secure: boolean;
  webBuild: string;
  metricsToken: string | null;
  admin: { email: string; password: string } | null;
  logLevel: string;
}

/** An empty value is as none. Throws BadSetting with the name of a setting that cannot be. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const port = Number(env['PORT'] ?? 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new BadSetting(`PORT is not a port: ${env['PORT']}`);
  const publicOrigin = env['PUBLIC_ORIGIN'] ? originOf(env['PUBLIC_ORIGIN']) : null;
  const email = env['QIAO_ADMIN_EMAIL'];
  const password = env['QIAO_ADMIN_PASSWORD'];
  if ((email === undefined) !== (password === undefined)) throw new BadSetting('QIAO_ADMIN_EMAIL and QIAO_ADMIN_PASSWORD belong together');
  return {
    port,
    host: env['HOST'] ?? '127.0.0.1',
    url: publicOrigin ?? `http://localhost:${port}`,
    origins: new Set(publicOrigin ? [publicOrigin] : port === 0 ? [] : localOrigins(port)),
    secure: publicOrigin?.startsWith('https:') ?? false,
    ...readPlace(env),
    webBuild: fileURLToPath(new URL('../../web/build', import.meta.url)),
    metricsToken: env['METRICS_TOKEN'] ?? null,
    admin: email !== undefined && password !== undefined ? { email, password } : null,
    logLevel: env['LOG_LEVEL'] ?? 'info',
  };
}

/** Where everything is kept. Throws BadSetting like `readConfig`. */
export function readPlace(env: Record<string, string | undefined>): Place {
  const url = env['DATABASE_URL'] || null;
  if (url !== null && !/^postgres(ql)?:\/\//.test(url))
    throw new BadSetting('DATABASE_URL is not the address of a PostgreSQL database: postgres://…');
  return { dataDir: resolve(env['DATA_DIR'] || 'data'), databaseUrl: url };
}

/** The one machine has two names. */
export const localOrigins = (port: number): string[] => [`http://localhost:${port}`, `http://127.0.0.1:${port}`];

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw new BadSetting(`PUBLIC_ORIGIN is not an origin: ${text}`);
  return url.origin;
}
