import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { BrowserContext, Locator, Page } from '@playwright/test';
import { appIsOffline, expect, HOST, LUO, newDevice, newRecordId, signIn, SUN, synced, syncPill, test } from './office.ts';
import { Caller, type Relay } from './relay.ts';

/** A page may take long to be in step again on a machine with much else to do. */
const BACK_WITHIN_MS = 60_000;
const PLACE = 'GPS-25.4912N-103.7968E';

/** A photograph as a camera writes it: pixels that are as hard to compress as light on a sensor, and where it was taken. */
async function photograph(page: Page): Promise<Buffer> {
  const drawn = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1600, 1200);
    const context = canvas.getContext('2d')!;
    const pixels = context.createImageData(1600, 1200);
    for (let at = 0; at < pixels.data.length; at += 65536) crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
    for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
    context.putImageData(pixels, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })).arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  });
  const jpeg = Buffer.from(drawn, 'base64');
  const told = Buffer.from(`Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0${PLACE}`, 'latin1');
  const head = Buffer.from([0xff, 0xe1, (told.length + 2) >> 8, (told.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, told, jpeg.subarray(2)]);
}

const attachments = (page: Page): Locator => page.locator('#files');
const row = (page: Page, name: string): Locator => attachments(page).getByRole('listitem').filter({ hasText: name });
const attach = (page: Page, name: string, mimeType: string, buffer: Buffer): Promise<void> =>
  attachments(page).locator('..').getByLabel('添加文件').setInputFiles({ name, mimeType, buffer });

/** Hashes and names of what this device holds of attachments. */
const hashesHere = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error!);
      });
    const found: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name!));
      if (database.objectStoreNames.contains('blobs')) {
        const rows = (await done(database.transaction('blobs').objectStore('blobs').getAll())) as { name: Uint8Array }[];
        found.push(...rows.map((one) => new TextDecoder().decode(one.name)));
      }
      database.close();
    }
    return found.join('\n');
  });

async function makeRecord(relay: Relay, kind: 'event' | 'person'): Promise<string> {
  const luo = await Caller.signIn(relay, LUO);
  const record = newRecordId();
  await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind, record });
  return record;
}

/** Breaks off every piece but the first so many, as a network does that comes and goes. */
async function cutAfter(context: BrowserContext, pieces: number): Promise<() => Promise<void>> {
  let sent = 0;
  await context.route('**/api/blobs/*?*', (route) =>
    route.request().method() === 'PUT' && ++sent > pieces ? route.abort() : route.continue(),
  );
  return () => context.unroute('**/api/blobs/*?*');
}

test('[ATT2] [ATT3] [ATT10] a photo attached offline outlives a reload and a killed relay, and opens on another device without its place', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const event = await makeRecord(relay, 'event');
  const [luo, sun] = [await newDevice(browser), await newDevice(browser)];
  await signIn(luo.page, relay, LUO, `/event/${event}`);
  await appIsOffline(luo.page);
  const photo = await photograph(luo.page);
  expect(photo.length).toBeGreaterThan(1_500_000);

  await luo.context.setOffline(true);
  await expect(syncPill(luo.page)).toContainText('离线');
  await attach(luo.page, '公示照片.jpg', 'image/jpeg', photo);
  await expect(row(luo.page, '公示照片.jpg')).toContainText('待上传');
  await expect(syncPill(luo.page)).toContainText('待发');
  await luo.page.reload();
  await expect(row(luo.page, '公示照片.jpg')).toContainText('待上传');
  await expect(row(luo.page, '公示照片.jpg').locator('img')).toBeVisible();

  // The first piece of the photograph arrives, then nothing: the relay dies in the midst of the upload.
  const restore = await cutAfter(luo.context, 2);
  await luo.context.setOffline(false);
  await expect(row(luo.page, '公示照片.jpg')).toContainText(/已传\d+%/, { timeout: BACK_WITHIN_MS });
  await signIn(sun.page, relay, SUN, `/event/${event}`);
  // The name is there before the bytes.
  await expect(row(sun.page, '公示照片.jpg')).toContainText('对方尚未上传', { timeout: BACK_WITHIN_MS });
  await relay.down('SIGKILL');
  await restore();
  await relay.up();
  await expect(row(luo.page, '公示照片.jpg')).toContainText('已上传', { timeout: BACK_WITHIN_MS });
  await synced(luo.page);

  // It would look again by itself, in a while.
  await sun.page.reload();
  await expect(row(sun.page, '公示照片.jpg')).toContainText('在服务器', { timeout: BACK_WITHIN_MS });
  await expect(row(sun.page, '公示照片.jpg').locator('img')).toBeVisible({ timeout: BACK_WITHIN_MS });
  await row(sun.page, '公示照片.jpg').getByRole('button', { name: '公示照片.jpg', exact: true }).click();
  const picture = sun.page.getByRole('dialog').locator('img');
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(1600);
  const saved = sun.page.waitForEvent('download');
  await sun.page.getByRole('dialog').getByRole('button', { name: '另存为文件' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await saved).createReadStream()) chunks.push(chunk as Buffer);
  const got = Buffer.concat(chunks);
  expect(photo.includes(PLACE)).toBe(true);
  expect(got.includes(PLACE)).toBe(false);
  expect(got.length).toBeGreaterThan(photo.length - 300);
  await sun.page.keyboard.press('Escape');

  // Let go, and fetched again when it is opened.
  await row(sun.page, '公示照片.jpg')
    .getByRole('button', { name: /更多操作/ })
    .click();
  await sun.page.getByRole('menuitem', { name: /从本机清除/ }).click();
  await expect(row(sun.page, '公示照片.jpg')).toContainText('在服务器');
  const hash = createHash('sha256').update(got).digest('hex');
  expect(await hashesHere(sun.page)).not.toContain(hash);
  expect(await hashesHere(luo.page)).toContain(hash);
});

test('[BLB6] [ATT12] a host without the part gets neither name nor bytes, and a drawing that could run is only ever saved', async ({
  office,
  browser,
}) => {
  const { relay } = office;
  const person = await makeRecord(relay, 'person');
  const [luo, host] = [await newDevice(browser), await newDevice(browser)];
  await signIn(luo.page, relay, LUO, `/person/${person}`);
  await attachments(luo.page).getByLabel('添加到').selectOption({ label: '证件与私人信息' });
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>document.title = "ran"</script></svg>');
  await attach(luo.page, '护照页MARKER.svg', 'image/svg+xml', svg);
  await expect(row(luo.page, '护照页MARKER.svg')).toContainText('已上传', { timeout: BACK_WITHIN_MS });
  await synced(luo.page);
  const saved = luo.page.waitForEvent('download');
  await row(luo.page, '护照页MARKER.svg').getByRole('button', { name: '护照页MARKER.svg', exact: true }).click();
  expect((await saved).suggestedFilename()).toBe('护照页MARKER.svg');
  expect(await luo.page.title()).not.toBe('ran');

  // Its own address is a download too, whatever type is asked for.
  const drawing = createHash('sha256').update(svg).digest('hex');
  const direct = luo.page.waitForEvent('download');
  await luo.page.evaluate((path) => location.assign(path), `/api/blobs/${drawing}?type=image/svg%2Bxml&name=a.svg`);
  expect((await direct).suggestedFilename()).toBe('a.svg');
  await expect(row(luo.page, '护照页MARKER.svg')).toBeVisible();
  expect(await luo.page.title()).not.toBe('ran');

  const [officer, guest] = [await Caller.signIn(relay, LUO), await Caller.signIn(relay, HOST)];
  const assigned = { id: crypto.randomUUID(), type: 'assign', kind: 'person', record: person, assignees: [guest.user] };
  await officer.call('POST', '/api/commands', assigned);
  const seen: Buffer[] = [];
  host.page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => seen.push(Buffer.from(payload))));
  await signIn(host.page, relay, HOST, `/person/${person}`);
  await expect(host.page.getByText('没有这条记录，或不在您的查看范围')).toBeVisible();
  expect((await guest.call('GET', `/api/blobs/${drawing}`)).status).toBe(404);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.some((frame) => frame.includes('MARKER'))).toBe(false);
  expect(await hashesHere(host.page)).toBe('');
});
