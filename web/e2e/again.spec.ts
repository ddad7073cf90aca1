import { appIsOffline, expect, LUO, signIn, synced, syncPill, test } from './office.ts';
import { importProgramme, scheduleFile, TALKS } from './programme.ts';
import { Caller } from './relay.ts';

interface Plan {
  facts: { state: string; number: string | null };
  parts: {
    case: { fields: { title: { zh: string }; starts: string } };
    plan: {
      lists: Record<'sessions' | 'rooms', { id: string; guid: string; title: { zh: string }; start: string; room: { id: string } }[]>;
    };
    people: { lists: { people: { id: string; name: string }[] } };
  };
}

test('with no network an event is held again on the same weekday of next year; it is a draft of its own, and the old one stays as it was', async ({
  office,
  page,
}) => {
  const { relay } = office;
  const { event } = importProgramme(relay, scheduleFile('高原生态研讨会'));
  await signIn(page, relay, LUO, `/event/${event}`);
  await synced(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('高原生态研讨会');
  await appIsOffline(page);
  await page.context().setOffline(true);
  await expect(syncPill(page)).toContainText('离线');

  await page.getByRole('button', { name: '这条记录的操作' }).click();
  await page.getByRole('menuitem', { name: '再办一次' }).click();
  const dialog = page.getByRole('dialog', { name: '再办一次' });
  await expect(dialog.getByLabel('新的首日', { exact: true }).first()).toHaveValue('2027-11-05');
  await expect(dialog).toContainText('2026年11月6日周五，晚364天');
  await expect(dialog).toContainText(`场次${TALKS.length}`);
  await dialog.getByRole('button', { name: '新建' }).click();
  await expect(page).not.toHaveURL(new RegExp(event));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('高原生态研讨会');
  const made = new URL(page.url()).pathname.split('/')[2]!;
  await page.context().setOffline(false);
  await synced(page);

  const caller = await Caller.signIn(relay, LUO);
  const plan = async (id: string): Promise<Plan> => (await caller.call<Plan>('GET', `/api/records/event/${id}`)).body;
  const [before, after] = [await plan(event), await plan(made)];
  expect(after.facts).toMatchObject({ state: 'draft', number: null });
  expect(after.parts.case.fields).toMatchObject({ title: { zh: '高原生态研讨会' }, starts: '2027-11-05' });
  const sessions = after.parts.plan.lists.sessions;
  expect(sessions.map(({ title, start }) => [title.zh, start])).toEqual(
    before.parts.plan.lists.sessions.map(({ title, start }) => [title.zh, start.replace('2026-11-06', '2027-11-05')]),
  );
  const rooms = after.parts.plan.lists.rooms.map(({ id }) => id);
  expect(rooms).toHaveLength(2);
  expect(sessions.every(({ room }) => rooms.includes(room.id))).toBe(true);
  expect(after.parts.people.lists.people.map(({ name }) => name)).toEqual(before.parts.people.lists.people.map(({ name }) => name));
  expect(before.parts.plan.lists.sessions.every(({ start }) => start.startsWith('2026-11-06'))).toBe(true);
});
