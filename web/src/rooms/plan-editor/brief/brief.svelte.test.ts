import type { OpenPart } from '@qiao/sync/client';
// Named here too, so that the bundler finds them with the tests: found later, they would bring another Yjs along.
import '@tiptap/extension-collaboration';
import '@tiptap/extension-collaboration-caret';
import '@tiptap/starter-kit';
import { beforeEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import RichText from '#generic/RichText.svelte';
import { presence } from '#local/presence.svelte.ts';
import { compose, insert } from '../testing/composition.ts';

/** A part as the client opens it, without a client. */
function openPart(name: string): OpenPart {
  const ydoc = new Y.Doc();
  const awareness = new Awareness(ydoc);
  presence.join(awareness, { id: name, name });
  return { doc: 'event/x/plan', ydoc, awareness } as unknown as OpenPart;
}

/** What one writes the other hears, with where each is. */
function connect(a: OpenPart, b: OpenPart): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.ydoc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'heard' && Y.applyUpdate(to.ydoc, update, 'heard'));
    const tell = (): void => applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(from.awareness, [from.awareness.clientID]), 'heard');
    from.awareness.on('update', (_change: unknown, origin: unknown) => origin !== 'heard' && tell());
    tell();
  }
}

const written = (open: OpenPart): string => open.ydoc.getXmlFragment('brief').toJSON();

let mine: OpenPart;

async function show(open: OpenPart, readonly = false) {
  const screen = await render(RichText, { id: 'brief', root: 'brief', look: 'page', open, label: '会务说明', readonly });
  const text = screen.container.querySelector<HTMLElement>('#brief')!;
  return { text, lock: () => screen.rerender({ readonly: true }), relabel: (label: string) => screen.rerender({ label }) };
}

beforeEach(() => {
  mine = openPart('罗文静');
});

describe('the brief', () => {
  test('what is typed lies in the part at once', async () => {
    const { text } = await show(mine);
    await userEvent.click(text);
    await userEvent.keyboard('背景与目的');
    expect(written(mine)).toContain('背景与目的');
  });

  test('an empty text says where to write, until something is written', async () => {
    const screen = await render(RichText, {
      id: 'brief',
      root: 'brief',
      look: 'page',
      open: mine,
      label: '会务说明',
      readonly: false,
      hint: '写在这里',
    });
    const text = screen.container.querySelector<HTMLElement>('#brief')!;
    const said = (): string => getComputedStyle(text.firstElementChild!, '::before').content;
    expect(said()).toBe('"写在这里"');
    await userEvent.click(text);
    await userEvent.keyboard('背景');
    await expect.poll(said).toBe('none');
  });

  test('composing writes letters that the input method takes back, and Enter belongs to it', async () => {
    const { text } = await show(mine);
    await userEvent.click(text);
    await compose('bei');
    await insert('背');
    await expect.poll(() => text.textContent).toBe('背');
    expect(text.querySelectorAll('p')).toHaveLength(1);
  });

  test('another’s caret stands in it with their name, and undo takes back only what was typed here', async () => {
    const theirs = openPart('孙佳');
    connect(mine, theirs);
    const { text: own } = await show(mine);
    const { text: other } = await show(theirs);
    await userEvent.click(own);
    await userEvent.keyboard('罗');
    await userEvent.click(other);
    await userEvent.keyboard('{End}孙');
    await expect.poll(() => own.querySelector('.rich-flag')?.textContent).toBe('孙佳');
    await userEvent.click(own);
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.poll(() => written(theirs)).not.toContain('罗');
    expect(written(theirs)).toContain('孙');
  });

  test('a switch of language renames it and leaves what is being typed alone', async () => {
    const { text, relabel } = await show(mine);
    await userEvent.click(text);
    await userEvent.keyboard('背景');
    await relabel('Brief');
    await expect.poll(() => text.getAttribute('aria-label')).toBe('Brief');
    await userEvent.keyboard('与目的');
    expect(text.isConnected).toBe(true);
    expect(written(mine)).toContain('背景与目的');
  });

  test('one who may only read cannot type', async () => {
    const { text } = await show(mine, true);
    await userEvent.click(text);
    await userEvent.keyboard('x');
    expect(written(mine)).not.toContain('x');
  });

  test('nor one from whom the right was taken while the text was open', async () => {
    const { text, lock } = await show(mine);
    await userEvent.click(text);
    await userEvent.keyboard('前');
    await lock();
    await userEvent.keyboard('后');
    expect(written(mine)).toContain('前');
    expect(written(mine)).not.toContain('后');
  });
});
