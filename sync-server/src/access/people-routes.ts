import { ROLES, type Person } from '@qiao/domain';
import { Hono, type MiddlewareHandler } from 'hono';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { limitBody, MAX_BODY_BYTES, readBody } from '../http/body.ts';
import type { HttpContext, HttpEnv } from '../http/env.ts';
import { fail } from '../http/fail.ts';
import type { Writer } from '../relay/job.ts';
import type { Reader } from '../store/contract.ts';
import { domainPerson, writeRoles } from './domain-person.ts';
import { addUser, changeUser, nameDevice, removeDevice, type UserChange } from './jobs.ts';
import { hashPassword, isAcceptable, newPassword } from './passwords.ts';
import { email, personName, text } from './fields.ts';
import { MAX_LABEL } from './limits.ts';

const desks = v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10)));
const department = v.pipe(text, v.trim(), v.maxLength(100));
const roles = v.pipe(v.array(v.picklist(ROLES)), v.minLength(1));
const namedDevice = v.object({ label: v.pipe(text, v.trim(), v.minLength(1), v.maxLength(MAX_LABEL)) });
const newUser = v.object({
  email,
  name: personName,
  roles,
  desks: v.optional(desks, []),
  department: v.optional(department, ''),
  password: v.optional(v.string()),
});
const changedUser = v.object({
  id: v.pipe(v.string(), v.uuid()),
  email: v.optional(email),
  name: v.optional(personName),
  roles: v.optional(roles),
  desks: v.optional(desks),
  department: v.optional(department),
  password: v.optional(v.string()),
  disabled: v.optional(v.boolean()),
});

export interface PeopleRouteDeps {
  read: Reader;
  writer: Writer;
  signedIn: MiddlewareHandler<HttpEnv>;
}

const personIn = (c: HttpContext): Person => {
  const { peer, roles: text } = c.get('who');
  return domainPerson({ id: peer.user, name: peer.name, roles: text });
};
const isAdmin = (c: HttpContext): boolean => personIn(c).roles.includes('admin');
/** Those who only visit: they do not see who works here. */
const GUESTS: readonly string[] = ['host', 'applicant'];

export function peopleRoutes({ read, writer, signedIn }: PeopleRouteDeps): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.use('/users', signedIn, limitBody(MAX_BODY_BYTES));
  app.use('/devices/*', signedIn, limitBody(MAX_BODY_BYTES));

  app.get('/users', async (c) => {
    if (personIn(c).roles.every((role) => GUESTS.includes(role))) return fail(c, 'forbidden');
    const admin = isAdmin(c);
    const users = (await read.users()).filter((user) => admin || !user.disabled);
    return c.json({
      users: users.map((user) => {
        const person = domainPerson(user);
        return admin
          ? { ...person, email: user.email, disabled: user.disabled }
          : { id: person.id, name: person.name, roles: person.roles };
      }),
    });
  });

  /** Without `id` a new person, with it a change of one. A password that is not given is made, and told once. */
  app.post('/users', async (c) => {
    if (!isAdmin(c)) return fail(c, 'forbidden');
    const change = await readBody(c, changedUser);
    return change ? changeOne(c, change) : addOne(c);
  });

  async function addOne(c: HttpContext): Promise<Response> {
    const body = await readBody(c, newUser);
    if (!body) return fail(c, 'bad-request');
    const password = body.password ?? newPassword();
    if (!isAcceptable(password)) return fail(c, 'weak-password');
    const user = { id: randomUUID(), email: body.email, name: body.name, roles: writeRoles(body), password: await hashPassword(password) };
    const answer = await writer.submit(addUser, { by: c.get('who').peer.user, user, onlyFirst: false });
    if (answer !== 'added') return fail(c, 'email-taken');
    return c.json({ user: { ...domainPerson(user), email: user.email }, ...(body.password === undefined ? { password } : {}) });
  }

  async function changeOne(c: HttpContext, body: v.InferOutput<typeof changedUser>): Promise<Response> {
    const before = await read.user(body.id);
    if (!before) return fail(c, 'not-found');
    if (body.password !== undefined && !isAcceptable(body.password)) return fail(c, 'weak-password');
    const change: UserChange = { id: body.id, roles: writeRoles({ ...domainPerson(before), ...given(body) }) };
    if (body.email !== undefined) change.email = body.email;
    if (body.name !== undefined) change.name = body.name;
    if (body.disabled !== undefined) change.disabled = body.disabled;
    if (body.password !== undefined) change.password = await hashPassword(body.password);
    const answer = await writer.submit(changeUser, { by: c.get('who').peer.user, change });
    return answer === 'changed' ? c.json({ ok: true }) : fail(c, answer);
  }

  app.get('/devices', async (c) => {
    const { peer } = c.get('who');
    const all = isAdmin(c) && c.req.query('all') !== undefined;
    const devices = await read.devices(all ? undefined : peer.user);
    return c.json({
      devices: devices.map(({ id, user, label, createdAt, seenAt }) => ({
        id,
        user,
        label,
        createdAt,
        seenAt,
        current: id === peer.device,
      })),
    });
  });

  /** Its owner alone names a device: others know it by that name. */
  app.post('/devices/:id', async (c) => {
    const id = v.safeParse(text, c.req.param('id'));
    const body = await readBody(c, namedDevice);
    if (!body) return fail(c, 'bad-request');
    if (!id.success) return fail(c, 'not-found');
    const answer = await writer.submit(nameDevice, { user: c.get('who').peer.user, device: id.output, label: body.label });
    return answer === 'named' ? c.json({ ok: true }) : fail(c, answer);
  });

  app.delete('/devices/:id', async (c) => {
    const { peer } = c.get('who');
    const id = v.safeParse(text, c.req.param('id'));
    const device = id.success ? await read.device(id.output) : null;
    if (!device || (device.user !== peer.user && !isAdmin(c))) return fail(c, 'not-found');
    const answer = await writer.submit(removeDevice, { by: peer.user, device: device.id });
    return answer === 'removed' ? c.json({ ok: true }) : fail(c, 'not-found');
  });

  return app;
}

/** Only what was given. */
const given = (body: Partial<Pick<Person, 'roles' | 'desks' | 'department'>>) =>
  Object.fromEntries(
    Object.entries({ roles: body.roles, desks: body.desks, department: body.department }).filter(([, value]) => value !== undefined),
  );
