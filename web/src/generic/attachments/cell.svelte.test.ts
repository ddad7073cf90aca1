/** A field that holds one file, in a real Chromium with no server: everything here is offline. */
import { fileCellOf, type FileValue } from '@qiao/domain/kind';
import { person } from '@qiao/domain/kinds';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { unsafeAttachments } from '#local/attachments/waiting.ts';
import { createRecord } from '#local/record/intents.ts';
import { OpenRecord } from '#local/record/open-record.svelte.ts';
import { rememberPerson } from '#local/session/people-here.ts';
import { session } from '#local/session/session.svelte.ts';
import { sync } from '#local/sync/sync.svelte.ts';
import { loadWords } from '#messages/index.svelte.ts';
import { toasts } from '#ui/toasts.svelte.ts';
import File_ from '../fields/File.svelte';
import AttachmentSection from './AttachmentSection.svelte';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(() => loadWords('zh'));

let record: OpenRecord;
beforeEach(async () => {
  const id = crypto.randomUUID();
  await rememberPerson({
    user: { id, name: '罗文静', email: 'luo@school.edu.cn', roles: ['director'], desks: [7], department: '国际处' },
    device: crypto.randomUUID(),
    workspace: crypto.randomUUID(),
    leaseDays: 30,
    contactAt: Date.now(),
    unsent: 0,
    pass: null,
  });
  await session.boot();
  await session.resume(id);
  record = new OpenRecord(person, await createRecord(person), ['main', 'private']);
  await vi.waitFor(() => expect(record.state).toBe('open'), { timeout: 30_000 });
});
afterEach(async () => {
  record.close();
  await sync.close();
});

const WAIT = { timeout: 30_000 };
const photo = (): FileValue | null => record.view('main')!.value.fields['photo'] as FileValue | null;
const unsafe = async (): Promise<string[]> =>
  (await unsafeAttachments((await sync.opened()).store)).map(({ name, place }) => `${place.item} ${name}`).sort();

const cellProps = (readonly = false) => ({
  id: 'cell-main-photo',
  field: person.parts['main']!.fields!['photo']!,
  value: photo(),
  label: '照片',
  readonly,
  write: (value: unknown) => record.set('main', 'fields', 'photo', value),
  enter: () => undefined,
  place: { record, cell: { part: 'main', root: 'fields', ...fileCellOf('', 'photo') } },
});

async function jpeg(name: string, width = 900): Promise<File> {
  const canvas = new OffscreenCanvas(width, width);
  const context = canvas.getContext('2d')!;
  const pixels = context.createImageData(width, width);
  for (let at = 0; at < pixels.data.length; at += 65536) crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
  context.putImageData(pixels, 0, 0);
  return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 })], name, { type: 'image/jpeg' });
}
const carrying = (...files: File[]): DataTransfer => {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
};
const text = (name: string): File => new File(['bytes'], name, { type: 'text/plain' });

describe('a field that holds a file', () => {
  test('[ATT2] takes a chosen picture with a thumbnail, says that it waits, and shows it, all without a network', async () => {
    const screen = await render(File_, cellProps());
    await expect.element(screen.getByRole('button', { name: '拍照 照片' })).toBeVisible();
    const input = screen.container.querySelector<HTMLInputElement>('input[type="file"]:not([capture])')!;
    expect([input.multiple, screen.container.querySelector('input[capture="environment"]') !== null]).toEqual([false, true]);
    await userEvent.upload(input, await jpeg('证件照.jpg'));
    const name = screen.getByRole('button', { name: '证件照.jpg', exact: true });
    await expect.element(name, WAIT).toBeVisible();
    await expect.element(screen.getByText('待上传'), WAIT).toBeVisible();
    await vi.waitFor(() => expect(screen.container.querySelector('.thumb img')).not.toBeNull(), WAIT);
    expect(photo()).toMatchObject({ name: '证件照.jpg', media: 'image/jpeg', preview: { media: 'image/webp' } });
    // The thumbnail shares the picture's fate, in the sheet too.
    expect(await unsafe()).toEqual(['photo 证件照.jpg']);
    await name.click();
    await expect.element(screen.getByRole('dialog').getByRole('img', { name: '证件照.jpg' }), WAIT).toBeVisible();
  });

  test('takes what is dropped on it and what is pasted while it has the focus, in place of what stood there, and once', async () => {
    await render(AttachmentSection, { record });
    const screen = await render(File_, cellProps());
    const zone = screen.container.querySelector('.drop')!;
    zone.dispatchEvent(new DragEvent('dragover', { dataTransfer: carrying(text('a.txt')), bubbles: true, cancelable: true }));
    await expect.element(screen.getByText('松手，放入照片')).toBeVisible();
    zone.dispatchEvent(new DragEvent('drop', { dataTransfer: carrying(text('a.txt')), bubbles: true, cancelable: true }));
    const first = screen.getByRole('button', { name: 'a.txt', exact: true });
    await expect.element(first, WAIT).toBeVisible();
    first.element().dispatchEvent(new ClipboardEvent('paste', { clipboardData: carrying(text('b.txt')), bubbles: true, cancelable: true }));
    await expect.element(screen.getByRole('button', { name: 'b.txt', exact: true }), WAIT).toBeVisible();
    expect([first.query(), photo()?.name]).toEqual([null, 'b.txt']);
    expect(record.view('main')!.value.lists['attachments']).toEqual([]);
  });

  test('is removed by keyboard alone; the focus stays in the cell, and the removal is taken back', async () => {
    const screen = await render(File_, cellProps());
    await userEvent.upload(screen.container.querySelector<HTMLInputElement>('input[type="file"]')!, text('简历.txt'));
    const menu = screen.getByRole('button', { name: '简历.txt的更多操作' });
    await expect.element(menu, WAIT).toBeVisible();
    (menu.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('menuitem', { name: '换成别的文件' }), WAIT).toBeVisible();
    await userEvent.keyboard('{End}{Enter}');
    await expect.element(screen.getByRole('button', { name: '选择文件 照片' }), WAIT).toHaveFocus();
    expect(photo()).toBeNull();
    toasts.shown!.undo!.run();
    await expect.element(menu, WAIT).toBeVisible();
  });

  test('[ATT10] a picture of which nobody can say that its place is gone is taken on a word for it alone', async () => {
    const screen = await render(File_, cellProps());
    const broken = new File([Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff)], '坏照片.jpg', { type: 'image/jpeg' });
    await userEvent.upload(screen.container.querySelector<HTMLInputElement>('input[type="file"]')!, broken);
    const asItIs = screen.getByRole('button', { name: '原样添加' });
    await expect.element(asItIs, WAIT).toBeVisible();
    expect([photo(), await unsafe()]).toEqual([null, []]);
    await asItIs.click();
    await expect.element(screen.getByRole('button', { name: '坏照片.jpg', exact: true }), WAIT).toBeVisible();
    expect(asItIs.query()).toBeNull();
  });

  test('of somebody else says where it is, and cannot be changed by who may only read', async () => {
    const props = cellProps(true);
    const screen = await render(File_, props);
    expect([screen.getByText('—').query() === null, screen.getByRole('button').query()]).toEqual([false, null]);
    record.set('main', 'fields', 'photo', { hash: 'ab'.repeat(32), name: 'theirs.pdf', bytes: 9, media: 'application/pdf' });
    const name = screen.getByRole('button', { name: 'theirs.pdf', exact: true });
    await expect.element(name, WAIT).toBeVisible();
    await expect.element(screen.getByText('9 B、不在本机')).toBeVisible();
    expect(screen.container.querySelectorAll('button')).toHaveLength(2);
    const zone = screen.container.querySelector('.drop')!;
    const over = new DragEvent('dragover', { dataTransfer: carrying(text('a.txt')), bubbles: true, cancelable: true });
    zone.dispatchEvent(over);
    expect(over.defaultPrevented).toBe(false);
    await screen.getByRole('button', { name: 'theirs.pdf的更多操作' }).click();
    await expect.element(screen.getByRole('menuitem', { name: '另存为文件' }), WAIT).toBeVisible();
    expect(screen.getByRole('menuitem').all()).toHaveLength(2);
    await userEvent.keyboard('{Escape}');
    await name.click();
    await expect.element(screen.getByText('“theirs.pdf”不在本机，现在取不到。联网后再点开。'), WAIT).toBeVisible();
  });
});
