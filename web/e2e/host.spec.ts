import { Buffer } from 'node:buffer';
import type { BrowserContext, Page } from '@playwright/test';
import { expect, HOST, LUO, newDevice, newRecordId, signIn, synced, test, type Account } from './office.ts';
import { addRow, cell, importProgramme, rowOf, scheduleFile, type } from './programme.ts';
import { Caller, type Relay } from './relay.ts';

/** Written by an officer into the private part of a person; looked for in every byte that a device receives. */
const SECRET = 'MARKER-7f3c-peanuts-and-shellfish';
/** What stands in the budget. */
const COST = '同传译员酬金壹万';

/** Everything that the server sends to this device from here on: answers of HTTP and frames of every socket. */
function watchBytes(context: BrowserContext, page: Page): { has: (text: string) => Promise<boolean>; frames: () => number } {
  const frames: Buffer[] = [];
  const bodies: Promise<Buffer>[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(Buffer.from(payload))));
  // A redirect or an answer whose page has gone has no body to read.
  context.on('response', (response) => bodies.push(response.body().catch(() => Buffer.alloc(0))));
  return {
    has: async (text) => [...frames, ...(await Promise.all(bodies))].some((bytes) => bytes.includes(text)),
    frames: () => frames.length,
  };
}

/** What lies on the device: every value of every database of this origin. */
const databasesHave = (page: Page, text: string): Promise<boolean> =>
  page.evaluate(async (wanted) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    const bytesIn = (value: unknown): string => {
      if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
      if (ArrayBuffer.isView(value)) return new TextDecoder().decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      if (value instanceof Map || value instanceof Set) return [...(value as Iterable<unknown>)].map(bytesIn).join('\n');
      if (value !== null && typeof value === 'object') return Object.values(value).map(bytesIn).join('\n');
      return String(value);
    };
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const values = await done(database.transaction(store).objectStore(store).getAll());
        if (values.some((value) => bytesIn(value).includes(wanted))) return true;
      }
      database.close();
    }
    return false;
  }, text);

const assign = (caller: Caller, kind: string, record: string, to: Caller) =>
  caller.call<{ ok: boolean }>('POST', '/api/commands', {
    id: crypto.randomUUID(),
    type: 'assign',
    kind,
    record,
    assignees: [{ id: to.user.id, name: to.user.name }],
  });

/** A person with a secret in the private part, written on the page as an officer does it. */
async function writeSecret(page: Page, relay: Relay, who: Account): Promise<string> {
  const luo = await Caller.signIn(relay, who);
  const person = newRecordId();
  await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'person', record: person });
  await signIn(page, relay, who, `/person/${person}`);
  await page.getByRole('textbox', { name: /拉丁字母姓名/ }).fill('LINDE Erika');
  await page.getByRole('textbox', { name: /饮食需要/ }).fill(SECRET);
  await page.keyboard.press('Tab');
  await synced(page);
  return person;
}

test('a host sees and edits the plan of the event they are assigned to, and finds nothing else', async ({ office, browser }) => {
  const { relay } = office;
  const mine = importProgramme(relay, scheduleFile('高原生态研讨会')).event;
  const luo = await Caller.signIn(relay, LUO);
  const other = newRecordId();
  await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record: other });
  const host = await Caller.signIn(relay, HOST);
  expect((await assign(luo, 'event', mine, host)).body.ok).toBe(true);

  const [theirs, desk] = [await newDevice(browser), await newDevice(browser)];
  await signIn(theirs.page, relay, HOST);
  await expect(theirs.page.getByText('高原生态研讨会')).toBeVisible();
  await expect(theirs.page.getByText('未命名')).toHaveCount(0);
  await theirs.page.goto(`${relay.origin}/event/${other}`);
  await expect(theirs.page.getByText('没有这条记录，或不在您的查看范围')).toBeVisible();
  await theirs.page.goto(`${relay.origin}/event/${mine}`);
  await expect(theirs.page.getByRole('heading', { level: 1 })).toHaveText('高原生态研讨会');
  // What the case says is read; it is not theirs to change.
  await expect(theirs.page.getByRole('textbox', { name: '地点' })).toHaveCount(0);

  await signIn(desk.page, relay, LUO, `/event/${mine}/plan`);
  await theirs.page.goto(`${relay.origin}/event/${mine}/plan`);
  const opening = await rowOf(theirs.page, '开幕式');
  await type(theirs.page, opening, 'remarks', '外宾8:40到');
  await expect(cell(desk.page, opening, 'remarks').locator('.text')).toHaveText('外宾8:40到');
  await synced(theirs.page);
});

test('no byte of a private part reaches the device of a host: not in an answer, a frame or a database', async ({ office, browser }) => {
  const { relay } = office;
  const [luo, second, host] = [await newDevice(browser), await newDevice(browser), await newDevice(browser)];
  const person = await writeSecret(luo.page, relay, LUO);
  const event = importProgramme(relay, scheduleFile('高原生态研讨会')).event;
  const [officer, guest] = [await Caller.signIn(relay, LUO), await Caller.signIn(relay, HOST)];
  expect((await assign(officer, 'event', event, guest)).body.ok).toBe(true);
  await assign(officer, 'person', person, guest);

  // The watch sees what the officer's own second device is sent.
  const due = watchBytes(second.context, second.page);
  await signIn(second.page, relay, LUO, `/person/${person}`);
  await expect(second.page.getByRole('textbox', { name: /饮食需要/ })).toHaveValue(SECRET);
  expect(await due.has(SECRET)).toBe(true);
  expect(await databasesHave(second.page, SECRET)).toBe(true);

  const watched = watchBytes(host.context, host.page);
  await signIn(host.page, relay, HOST, `/event/${event}/plan/people`);
  await expect(host.page.getByText('林德').first()).toBeVisible();
  await host.page.goto(`${relay.origin}/person/${person}`);
  await expect(host.page.getByText('没有这条记录，或不在您的查看范围')).toBeVisible();
  await host.page.goto(`${relay.origin}/person`);
  await expect(host.page.getByText('这一类记录不在您的查看范围')).toBeVisible();
  await host.page.goto(`${relay.origin}/event/${event}/plan`);
  await rowOf(host.page, '开幕式');
  // While the host is connected, the officer writes on.
  const diet = luo.page.getByRole('textbox', { name: /饮食需要/ });
  await diet.fill(`${SECRET}，另加坚果`);
  await luo.page.keyboard.press('Tab');
  await expect(second.page.getByRole('textbox', { name: /饮食需要/ })).toHaveValue(/另加坚果/);
  // The budget is of the event whose plan the host has, and not theirs to read.
  await luo.page.goto(`${relay.origin}/event/${event}/plan/budget`);
  await addRow(luo.page, '加一项', COST, '酬金', '10000');
  await expect(luo.page.getByRole('grid')).toContainText('¥ 10,000.00');
  await synced(luo.page);
  await expect(host.page.getByRole('link', { name: '交通', exact: true })).toBeVisible();
  await expect(host.page.getByRole('link', { name: '经费', exact: true })).toHaveCount(0);
  await host.page.goto(`${relay.origin}/event/${event}/plan/budget`);
  await expect(host.page.getByText('您看不到这场会议的经费')).toBeVisible();
  await host.page.goto(`${relay.origin}/event/${event}/plan`);
  await luo.page.goto(`${relay.origin}/event/${event}/plan`);
  const opening = await rowOf(luo.page, '开幕式');
  await type(luo.page, opening, 'remarks', '礼堂已开门');
  await expect(cell(host.page, opening, 'remarks').locator('.text')).toHaveText('礼堂已开门');

  expect(watched.frames()).toBeGreaterThan(0);
  expect(await watched.has(SECRET)).toBe(false);
  expect(await databasesHave(host.page, SECRET)).toBe(false);
  expect(await databasesHave(luo.page, COST)).toBe(true);
  expect(await watched.has(COST)).toBe(false);
  expect(await databasesHave(host.page, COST)).toBe(false);
});
