/** Signing in and out, and who is asking. */
import { randomUUID } from 'node:crypto';
import type { Peer } from '../relay/ports.ts';
import type { Writer } from '../relay/job.ts';
import type { Reader } from '../store/contract.ts';
import type { UserRow } from '../store/rows.ts';
import { changePassword, noteAudit, signIn } from './jobs.ts';
import { MAX_LABEL, MAX_VERIFY_QUEUE, MAX_VERIFYING } from './limits.ts';
import { createLucia, hashToken, newToken, SESSION_MS } from './lucia.ts';
import { hashPassword, isPassword } from './passwords.ts';
import type { Throttle } from './throttle.ts';
import { createTurns } from './turns.ts';

export interface SignedIn {
  peer: Peer;
  email: string;
  roles: string;
  /** Set-Cookie that must go with the answer, when the session was renewed. */
  renewed: string | null;
}

export type SignInAnswer =
  | { ok: true; user: UserRow; device: string; cookie: string }
  | { ok: false; code: 'too-many'; retryAfter: number }
  | { ok: false; code: 'account-disabled' }
  /** `retryAfter` seconds, once no try is left. */
  | { ok: false; code: 'wrong-password'; triesLeft: number; retryAfter?: number };

export type PasswordAnswer = { ok: true } | Exclude<SignInAnswer, { ok: true }>;

export interface Accounts {
  signIn(who: {
    email: string;
    password: string;
    device: string | null;
    label: string;
    address: string;
    cookie: string;
  }): Promise<SignInAnswer>;
  /** Sets one's own password, with the old one, and ends one's other sessions. Wrong tries count as those of signing in. */
  changePassword(who: SignedIn, passwords: { current: string; next: string }, address: string): Promise<PasswordAnswer>;
  /** Who sent this Cookie header; null for nobody. */
  whoIs(cookie: string): Promise<SignedIn | null>;
  /** Ends the session of this Cookie header and cuts its sockets. Gives the Set-Cookie that removes it. */
  signOut(cookie: string): Promise<string>;
}

export interface AccountsDeps {
  read: Reader;
  writer: Writer;
  throttle: Throttle;
  /** The public origin is https. */
  secure: boolean;
}

type Tried =
  | { ok: true; user: UserRow }
  | { ok: false; code: 'too-many'; retryAfter: number }
  | { ok: false; code: 'account-disabled'; user: string }
  | { ok: false; code: 'wrong-password'; triesLeft: number; retryAfter?: number; user: string };

/** Seconds after which one who was turned away because too many sign in at once may come back. */
const RETRY_BUSY_S = 5;

export function createAccounts({ read, writer, throttle, secure }: AccountsDeps): Accounts {
  const lucia = createLucia({ read, writer, secure });
  const verifying = createTurns(MAX_VERIFYING, MAX_VERIFY_QUEUE);

  const tokenIn = (cookie: string): string | null => {
    try {
      return lucia.readSessionCookie(cookie);
    } catch {
      // A broken escape in some cookie: as if there were none.
      return null;
    }
  };

  /** Looks at the throttle only in its turn, so that at most MAX_VERIFYING tries are under way and uncounted answers are none. */
  async function tryPassword(email: string, password: string, address: string): Promise<Tried> {
    const now = Date.now();
    const wait = throttle.wait(email, address, now);
    if (wait > 0) return { ok: false, code: 'too-many', retryAfter: Math.ceil(wait / 1000) };
    const { triesLeft, succeeded } = throttle.begin(email, address, now);
    const user = await read.userByEmail(email);
    const right = await isPassword(user?.password ?? null, password);
    if (!right || !user) {
      const next = throttle.wait(email, address, now);
      const wrong = { ok: false, code: 'wrong-password', triesLeft, user: user?.id ?? '' } as const;
      return next > 0 ? { ...wrong, retryAfter: Math.ceil(next / 1000) } : wrong;
    }
    succeeded();
    // Told to whoever knows the password alone: nobody else learns that there is such an account.
    if (user.disabled) return { ok: false, code: 'account-disabled', user: user.id };
    return { ok: true, user };
  }

  return {
    async signIn({ email, password, device, label, address, cookie }) {
      const tried = await verifying.take(() => tryPassword(email, password, address));
      if (tried === null) return { ok: false, code: 'too-many', retryAfter: RETRY_BUSY_S };
      if (!tried.ok) {
        if (tried.code === 'too-many') return tried;
        const { user, ...answer } = tried;
        await writer.submit(noteAudit, { user, action: 'sign-in-failed', subject: '' });
        return answer;
      }
      const { user } = tried;
      const old = tokenIn(cookie);
      if (old) await lucia.invalidateSession(hashToken(old));
      const token = newToken();
      const given = await writer.submit(signIn, {
        user: user.id,
        device,
        newDevice: randomUUID(),
        label: label.slice(0, MAX_LABEL),
        session: hashToken(token),
        expiresAt: Date.now() + SESSION_MS,
      });
      return { ok: true, user, device: given, cookie: lucia.createSessionCookie(token).serialize() };
    },

    async changePassword({ peer, email }, { current, next }, address) {
      const tried = await verifying.take(() => tryPassword(email, current, address));
      if (tried === null) return { ok: false, code: 'too-many', retryAfter: RETRY_BUSY_S };
      if (!tried.ok) {
        if (tried.code === 'too-many') return tried;
        const { user: _user, ...answer } = tried;
        return answer;
      }
      await writer.submit(changePassword, { user: peer.user, session: peer.session, password: await hashPassword(next) });
      return { ok: true };
    },

    async whoIs(cookie) {
      const token = tokenIn(cookie);
      if (!token) return null;
      const id = hashToken(token);
      const { user, session } = await lucia.validateSession(id);
      if (!user) return null;
      return {
        peer: { user: user.id, name: user.name, device: session.device, session: id },
        email: user.email,
        roles: user.roles,
        renewed: session.fresh ? lucia.createSessionCookie(token).serialize() : null,
      };
    },

    async signOut(cookie) {
      const token = tokenIn(cookie);
      if (token) await lucia.invalidateSession(hashToken(token));
      return lucia.createBlankSessionCookie().serialize();
    },
  };
}
