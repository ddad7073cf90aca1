/** What signing in, people and devices change: jobs of the one writer. */
import { handle, jobKind, type Handlers, type Scope } from '../relay/job.ts';
import type { DeviceRow, SessionRow, UserRow } from '../store/rows.ts';
import { domainPerson } from './domain-person.ts';
import { MAX_DEVICES } from './limits.ts';

type NewUser = Omit<UserRow, 'accessVersion' | 'createdAt' | 'disabled'>;
/** What an administrator may change; what is absent stays. */
export type UserChange = { id: string } & Partial<Pick<UserRow, 'email' | 'name' | 'roles' | 'password' | 'disabled'>>;

export const signIn = jobKind<
  { user: string; device: string | null; newDevice: string; label: string; session: string; expiresAt: number },
  string
>('sign-in');
export const renewSession = jobKind<{ session: string; expiresAt: number }, null>('renew-session');
export const endSession = jobKind<{ session: string }, null>('end-session');
export const endSessionsOf = jobKind<{ user: string }, null>('end-sessions');
export const dropExpired = jobKind<Record<string, never>, null>('drop-expired');
export const addUser = jobKind<{ by: string; user: NewUser; onlyFirst: boolean }, 'added' | 'email-taken' | 'not-first'>('add-user');
export const changeUser = jobKind<{ by: string; change: UserChange }, 'changed' | 'not-found' | 'email-taken' | 'last-admin'>(
  'change-user',
);
/** One's own new password: other sessions end, this one stays. */
export const changePassword = jobKind<{ user: string; session: string; password: string }, null>('change-password');
export const removeDevice = jobKind<{ by: string; device: string }, 'removed' | 'not-found'>('remove-device');
/** One's own device gets a name that tells it from the others. */
export const nameDevice = jobKind<{ user: string; device: string; label: string }, 'named' | 'not-found'>('name-device');
export const noteAudit = jobKind<{ user: string; action: string; subject: string }, null>('audit');

export const accessHandlers = (): Handlers => ({
  ...handle(signIn, async (scope, { user, device, newDevice, label, session, expiresAt }) => {
    const { tx, now } = scope;
    const row = await deviceFor(scope, user, device, newDevice, label);
    await tx.putDevice(row);
    await dropSpareDevices(scope, user, row.id);
    await tx.putSession({ id: session, user, device: row.id, expiresAt });
    await tx.addAudit({ at: now, user, action: 'sign-in', subject: row.id });
    return row.id;
  }),
  ...handle(renewSession, async ({ tx }, { session, expiresAt }) => {
    const row = await tx.session(session);
    if (row) await tx.putSession({ ...row, expiresAt });
    return null;
  }),
  ...handle(endSession, async (scope, { session }) => {
    await scope.tx.dropSession(session);
    scope.cut({ session });
    return null;
  }),
  ...handle(endSessionsOf, async (scope, { user }) => {
    await scope.tx.dropSessionsOf(user);
    scope.cut({ user });
    return null;
  }),
  ...handle(dropExpired, async ({ tx, now }) => {
    await tx.dropExpiredSessions(now);
    return null;
  }),
  ...handle(addUser, async ({ tx, now }, { by, user, onlyFirst }) => {
    if (onlyFirst && (await tx.users()).length > 0) return 'not-first';
    if (await tx.userByEmail(user.email)) return 'email-taken';
    await tx.putUser({ ...user, disabled: false, accessVersion: 1, createdAt: now });
    await tx.addAudit({ at: now, user: by, action: 'add-user', subject: user.id });
    return 'added';
  }),
  ...handle(changeUser, changeUserRow),
  ...handle(changePassword, async (scope, { user, session, password }) => {
    const { tx, now } = scope;
    const row = await tx.user(user);
    if (!row) return null;
    await tx.putUser({ ...row, password });
    for (const { id } of await tx.sessionsOf(user)) {
      if (id === session) continue;
      await tx.dropSession(id);
      scope.cut({ session: id });
    }
    await tx.addAudit({ at: now, user, action: 'change-password', subject: user });
    return null;
  }),
  ...handle(removeDevice, async (scope, { by, device }) => {
    if (!(await scope.tx.device(device))) return 'not-found';
    await scope.tx.dropDevice(device);
    scope.cut({ device });
    await scope.tx.addAudit({ at: scope.now, user: by, action: 'remove-device', subject: device });
    return 'removed';
  }),
  ...handle(nameDevice, async ({ tx, now }, { user, device, label }) => {
    const known = await tx.device(device);
    if (known?.user !== user) return 'not-found';
    await tx.putDevice({ ...known, label });
    await tx.addAudit({ at: now, user, action: 'name-device', subject: device });
    return 'named';
  }),
  ...handle(noteAudit, async ({ tx, now }, { user, action, subject }) => {
    await tx.addAudit({ at: now, user, action, subject });
    return null;
  }),
});

/** A device belongs to one person; whoever brings another's gets a new one. */
async function deviceFor({ tx, now }: Scope, user: string, wanted: string | null, fresh: string, label: string): Promise<DeviceRow> {
  const known = wanted === null ? null : await tx.device(wanted);
  // It keeps the name that its owner gave it.
  if (known?.user === user) return { ...known, label: known.label || label, seenAt: now };
  const id = known || wanted === null ? fresh : wanted;
  const workspace = await tx.workspace();
  // One that a restore made the server forget may still bring back what it holds (SPEC EPO1).
  const forgotten = id === wanted && workspace.epoch !== workspace.id;
  return { id, user, label, epoch: forgotten ? '' : workspace.epoch, createdAt: now, seenAt: now };
}

async function dropSpareDevices({ tx, now }: Scope, user: string, keep: string): Promise<void> {
  const devices = await tx.devices(user);
  if (devices.length <= MAX_DEVICES) return;
  const inUse = new Set((await tx.sessionsOf(user)).filter((one: SessionRow) => one.expiresAt > now).map((one) => one.device));
  const spare = devices.filter((device) => device.id !== keep && !inUse.has(device.id)).sort((a, b) => a.seenAt - b.seenAt);
  for (const device of spare.slice(0, devices.length - MAX_DEVICES)) await tx.dropDevice(device.id);
}

/** Whether the person can sign in and manage accounts. */
const isAdmin = (user: UserRow): boolean => !user.disabled && domainPerson(user).roles.includes('admin');

async function changeUserRow(
  scope: Scope,
  { by, change }: { by: string; change: UserChange },
): Promise<'changed' | 'not-found' | 'email-taken' | 'last-admin'> {
  const { tx, now } = scope;
  const before = await tx.user(change.id);
  if (!before) return 'not-found';
  const after: UserRow = { ...before, ...change };
  if (after.email !== before.email && (await tx.userByEmail(after.email))) return 'email-taken';
  if (isAdmin(before) && !isAdmin(after) && !(await tx.users()).some((user) => user.id !== after.id && isAdmin(user))) return 'last-admin';
  await tx.putUser(after);
  if (after.disabled || after.password !== before.password) {
    await tx.dropSessionsOf(after.id);
    scope.cut({ user: after.id });
  }
  if (after.roles !== before.roles) {
    await scope.access(after.id);
    // An access change is a row of the log, so that it pokes and other instances learn of it (SPEC PUL7).
    await scope.row({ seq: await tx.nextSeq(), doc: null, actor: by, device: '', update: new Uint8Array(), at: now });
  }
  await tx.addAudit({ at: now, user: by, action: 'change-user', subject: after.id });
  return 'changed';
}
