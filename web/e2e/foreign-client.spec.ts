import { join, synced } from './foreign-client.ts';
import { expect, LUO, newRecordId, signIn, SUN, test } from './office.ts';
import { cell, importProgramme, rowOf, scheduleFile, type } from './programme.ts';
import { Caller } from './relay.ts';

test('[LIV1] an unmodified y-websocket client joins a plan, edits, and the browser shows it', async ({ office, page }) => {
  const luo = await Caller.signIn(office.relay, LUO);
  const { event } = importProgramme(office.relay, scheduleFile('高原生态研讨会'));
  await signIn(page, office.relay, SUN, `/event/${event}/plan`);
  const opening = await rowOf(page, '开幕式');

  const { ydoc, provider } = join(office.relay, luo.cookie, `event/${event}/plan`);
  await synced(provider);
  const sessions = ydoc.getMap('sessions');
  expect(sessions.get(`${opening}/title.zh`)).toBe('开幕式');
  sessions.set(`${opening}/title.zh`, '从 Node 来的题名');
  await expect(cell(page, opening, 'title').locator('.text')).toHaveText('从 Node 来的题名');

  await type(page, opening, 'remarks', '浏览器写的');
  await expect.poll(() => sessions.get(`${opening}/remarks`)).toBe('浏览器写的');
  provider.destroy();
});

test('[LIV4] a part of somebody else closes like one that does not exist', async ({ office }) => {
  const admin = office.admin;
  const person = newRecordId();
  expect(
    (await admin.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'person', record: person })).status,
  ).toBe(200);
  const host = await Caller.signIn(office.relay, { email: 'xu@example.edu', password: 'nine guests and a bus 9' });
  const closing = async (doc: string): Promise<unknown> => {
    const { provider } = join(office.relay, host.cookie, doc);
    const code = await new Promise((done) => provider.on('closed', (event: { code: number }) => done(event.code)));
    provider.destroy();
    return code;
  };
  expect(await closing(`person/${person}/private`)).toBe(4404);
  expect(await closing(`person/${newRecordId()}/private`)).toBe(4404);
});
