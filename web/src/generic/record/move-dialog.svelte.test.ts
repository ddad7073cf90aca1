import { event } from '@qiao/domain/kinds';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { movesFrom, newFacts } from '@qiao/domain/kind';
import { loadWords } from '#messages/index.svelte.ts';
import MoveDialog from './MoveDialog.svelte';

const zhao = { id: 'z', name: '赵启明', roles: ['director' as const], desks: [], department: '' };
const approved = { ...newFacts(event, { id: 'x', person: zhao, now: 1 }), state: 'approved' };
const cancel = movesFrom(event, approved, zhao).find((option) => option.move === 'cancel')!;

beforeEach(() => loadWords('zh'));

async function show() {
  const [onclose, ondone] = [vi.fn(), vi.fn()];
  const screen = await render(MoveDialog, { kind: event, option: cancel, onclose, ondone });
  await expect.element(screen.getByRole('dialog')).toBeVisible();
  return { screen, onclose, ondone };
}

describe('what asks for a reason', () => {
  test('names the way back differently from the act, though the act is to cancel', async () => {
    const { screen, onclose, ondone } = await show();
    const labels = screen
      .getByRole('button')
      .elements()
      .map((button) => button.textContent.trim());
    expect(labels).toEqual(['先不办', '取消']);
    await screen.getByRole('textbox').fill('主讲人未成行');
    await screen.getByRole('button', { name: '取消', exact: true }).click();
    expect(ondone).toHaveBeenCalledWith({ reason: '主讲人未成行' });
    expect(onclose).not.toHaveBeenCalled();
  });

  test('Escape of an input method takes back its letters and does not close it; the next one does', async () => {
    const { screen, onclose } = await show();
    const box = screen.getByRole('textbox').element();
    const escape = (isComposing: boolean) =>
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing, bubbles: true, cancelable: true }));
    escape(true);
    expect(onclose).not.toHaveBeenCalled();
    await userEvent.keyboard('{Escape}');
    expect(onclose).toHaveBeenCalledTimes(1);
  });
});
