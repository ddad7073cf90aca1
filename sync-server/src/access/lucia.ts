/** Lucia, which this folder alone knows. Its session id is the hash of the token in the cookie: the store never holds what signs in. */
import { createHash, randomBytes } from 'node:crypto';
import { limits } from '@qiao/sync/protocol';
import { Lucia, TimeSpan, type Adapter } from 'lucia';
import type { Writer } from '../relay/job.ts';
import type { Reader } from '../store/contract.ts';
import { dropExpired, endSession, endSessionsOf, renewSession } from './jobs.ts';

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof createLucia>;
    DatabaseSessionAttributes: { device: string };
    DatabaseUserAttributes: { name: string; email: string; roles: string };
  }
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
export const newToken = (): string => randomBytes(32).toString('base64url');
/** Milliseconds that a session lasts from its last renewal: as long as a device may work offline. */
export const SESSION_MS = limits.OFFLINE_LEASE_DAYS * 24 * 60 * 60 * 1000;

export function createLucia({ read, writer, secure }: { read: Reader; writer: Writer; secure: boolean }) {
  return new Lucia(storeAdapter(read, writer), {
    sessionExpiresIn: new TimeSpan(limits.OFFLINE_LEASE_DAYS, 'd'),
    sessionCookie: {
      // The prefix makes browsers refuse the cookie from anywhere but this host over https.
      name: secure ? '__Host-qiao_session' : 'qiao_session',
      attributes: { secure, sameSite: 'lax', path: '/' },
    },
    getSessionAttributes: ({ device }) => ({ device }),
    getUserAttributes: ({ name, email, roles }) => ({ name, email, roles }),
  });
}

function storeAdapter(read: Reader, writer: Writer): Adapter {
  return {
    async getSessionAndUser(id) {
      const session = await read.session(id);
      if (!session) return [null, null];
      const user = await read.user(session.user);
      const { expiresAt, device } = session;
      return [
        { id, userId: session.user, expiresAt: new Date(expiresAt), attributes: { device } },
        user && !user.disabled ? { id: user.id, attributes: { name: user.name, email: user.email, roles: user.roles } } : null,
      ];
    },
    async getUserSessions(user) {
      return (await read.sessionsOf(user)).map(({ id, expiresAt, device }) => ({
        id,
        userId: user,
        expiresAt: new Date(expiresAt),
        attributes: { device },
      }));
    },
    // A session is made together with its device, in one job.
    setSession: () => Promise.reject(new Error('sessions are made by the sign-in job')),
    async updateSessionExpiration(session, expiresAt) {
      await writer.submit(renewSession, { session, expiresAt: expiresAt.getTime() });
    },
    async deleteSession(session) {
      await writer.submit(endSession, { session });
    },
    async deleteUserSessions(user) {
      await writer.submit(endSessionsOf, { user });
    },
    async deleteExpiredSessions() {
      await writer.submit(dropExpired, {});
    },
  };
}
