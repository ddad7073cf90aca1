import { event } from '@qiao/domain/kinds';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { createRecord } from '#local/record/intents.ts';
import { OpenRecord } from '#local/record/open-record.svelte.ts';
import { rememberPerson } from '#local/session/people-here.ts';
import { session } from '#local/session/session.svelte.ts';
import { sync } from '#local/sync/sync.svelte.ts';
import { loadWords } from '#messages/index.svelte.ts';
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
  record = new OpenRecord(event, await createRecord(event), ['case', 'minutes']);
  await vi.waitFor(() => expect(record.state).toBe('open'), { timeout: 30_000 });
});
afterEach(async () => {
  record.close();
  await sync.close();
});

const carrying = (name: string, type: string): DataTransfer => {
  const data = new DataTransfer();
  data.items.add(new File(['bytes'], name, { type }));
  return data;
};
const WAIT = { timeout: 30_000 };

describe('the section of attachments', () => {
  test('takes what is dropped on it and what is pasted on the page, but leaves a paste into text alone', async () => {
    const screen = await render(AttachmentSection, { record });
    const drop = screen.container.querySelector('.drop')!;
    drop.dispatchEvent(new DragEvent('dragover', { dataTransfer: carrying('a.pdf', 'application/pdf'), bubbles: true, cancelable: true }));
    await expect.element(screen.getByText('松手，添加到申报内容')).toBeVisible();
    drop.dispatchEvent(new DragEvent('drop', { dataTransfer: carrying('a.pdf', 'application/pdf'), bubbles: true, cancelable: true }));
    await expect.element(screen.getByRole('button', { name: 'a.pdf', exact: true }), WAIT).toBeVisible();
    const paste = (target: EventTarget, name: string): void =>
      void target.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: carrying(name, 'text/plain'), bubbles: true, cancelable: true }),
      );
    const input = document.createElement('input');
    document.body.append(input);
    paste(input, 'typed.txt');
    paste(document.body, 'pasted.txt');
    await expect.element(screen.getByRole('button', { name: 'pasted.txt', exact: true }), WAIT).toBeVisible();
    expect(screen.getByText('typed.txt').query()).toBeNull();
    input.remove();
  });

  test('[ATT11] says why a file is not taken, beside those that are, into the part that was chosen', async () => {
    const screen = await render(AttachmentSection, { record });
    await screen.getByLabelText(/^添加到/).selectOptions('会议纪要');
    const input = screen.container.querySelector<HTMLInputElement>('input[type="file"][multiple]')!;
    await userEvent.upload(input, [new File(['x'], '纪要.docx'), new File(['x'], 'setup.exe')]);
    await expect.element(screen.getByText('“setup.exe”是程序，不收。确有需要，打成压缩包再添加。'), WAIT).toBeVisible();
    await expect.element(screen.getByText(/会议纪要、1 B、/), WAIT).toBeVisible();
    await screen.getByRole('button', { name: '放弃' }).click();
    expect(screen.getByText('setup.exe').query()).toBeNull();
  });

  test('[ATT12] a page that calls itself a picture is at most a picture that cannot be drawn; a drawing and a page are saved, never shown', async () => {
    const ran = vi.fn();
    Object.assign(window, { ran });
    const script = '<script>parent.ran()</script><img src=x onerror="parent.ran()">';
    const evil = [
      new File([`<html><body onload="parent.ran()">${script}`], '照片.jpg', { type: 'image/jpeg' }),
      new File([`<svg xmlns="http://www.w3.org/2000/svg" onload="parent.ran()">${script}</svg>`], '图.svg', { type: 'image/svg+xml' }),
      new File([`<html>${script}`], '页.html', { type: 'text/html' }),
    ];
    const screen = await render(AttachmentSection, { record });
    await userEvent.upload(screen.container.querySelector<HTMLInputElement>('input[type="file"][multiple]')!, evil);
    const saved: { type: string; name: string }[] = [];
    const blobs = new Map<string, Blob>();
    const make = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      const name = `blob:${blobs.size}`;
      blobs.set(name, blob as Blob);
      return name;
    });
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push({ name: this.download, type: blobs.get(this.href)!.type });
    });
    try {
      for (const { name } of evil.slice(1)) await screen.getByRole('button', { name, exact: true }).click();
      await vi.waitFor(() => expect(saved).toHaveLength(2), WAIT);
      expect(saved).toEqual([
        { name: '图.svg', type: 'application/octet-stream' },
        { name: '页.html', type: 'application/octet-stream' },
      ]);
      make.mockRestore();
      await screen.getByRole('button', { name: '照片.jpg', exact: true }).click();
      const picture = screen.getByRole('dialog').getByRole('img');
      await expect.element(picture, WAIT).toBeInTheDocument();
      const shown = picture.element() as HTMLImageElement;
      expect((await (await window.fetch(shown.src)).blob()).type).toBe('image/jpeg');
      await expect(shown.decode()).rejects.toThrow();
      expect(document.querySelector('iframe[src^="blob:"], object, embed, dialog svg[onload]')).toBeNull();
      expect(ran).not.toHaveBeenCalled();
    } finally {
      make.mockRestore();
      click.mockRestore();
    }
  });

  test('is renamed and removed by keyboard alone, and a removal is taken back', async () => {
    record.add('case', 'attachments', {
      name: '旧名.pdf',
      file: { hash: 'ab'.repeat(32), name: 'x.pdf', bytes: 9, media: 'application/pdf' },
    });
    const screen = await render(AttachmentSection, { record });
    const menu = screen.getByRole('button', { name: '旧名.pdf的更多操作' });
    (menu.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByRole('menuitem', { name: '改名' }), WAIT).toBeVisible();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    const name = screen.getByRole('textbox', { name: '附件名称' });
    await expect.element(name, WAIT).toHaveFocus();
    await userEvent.keyboard('新名.pdf{Enter}');
    await expect.element(screen.getByRole('button', { name: '新名.pdf', exact: true }), WAIT).toBeVisible();
    const id = record.view('case')!.value.lists['attachments']![0]!.id;
    record.remove('case', 'attachments', id);
    await expect.element(screen.getByText('还没有附件。'), WAIT).toBeVisible();
    record.restore('case', 'attachments', id);
    await expect.element(screen.getByRole('button', { name: '新名.pdf', exact: true }), WAIT).toBeVisible();
  });
});
