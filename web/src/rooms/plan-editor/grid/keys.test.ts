import { describe, expect, it } from 'vitest';
import { actionOf, type Press, type Typing } from './keys.ts';

const press = (text: string): Press => {
  const parts = text.split('+');
  const has = (name: string): boolean => parts.slice(0, -1).includes(name);
  return { key: parts.at(-1)!, ctrl: has('Ctrl'), shift: has('Shift'), alt: has('Alt') };
};
const act = (text: string, typing: Typing = 'ready', picking = false) => actionOf(press(text), typing, picking);

describe('keys', () => {
  it('moves by arrows while a cell waits, extends with Shift, jumps with Ctrl', () => {
    expect(act('ArrowDown')).toEqual({ do: 'move', step: 'down', extend: false });
    expect(act('Shift+ArrowRight')).toEqual({ do: 'move', step: 'right', extend: true });
    expect(act('Ctrl+ArrowUp')).toEqual({ do: 'move', step: 'first', extend: false });
    expect(act('Ctrl+Shift+End')).toEqual({ do: 'move', step: 'bottom', extend: true });
    expect(act('Home')).toEqual({ do: 'move', step: 'home', extend: false });
  });

  it('opens with Enter and F2, then Enter goes down and Tab right', () => {
    expect(act('Enter')).toEqual({ do: 'open' });
    expect(act('F2')).toEqual({ do: 'open' });
    expect(act('Enter', 'opened')).toEqual({ do: 'enter', back: false });
    expect(act('Shift+Enter', 'typed')).toEqual({ do: 'enter', back: true });
    expect(act('Shift+Tab', 'typed')).toEqual({ do: 'tab', back: true });
  });

  it('leaves a cell typed into by arrows, but not one opened to be changed', () => {
    expect(act('ArrowLeft', 'typed')).toEqual({ do: 'move', step: 'left', extend: false });
    expect(act('ArrowLeft', 'opened')).toBeNull();
    expect(act('Shift+ArrowLeft', 'typed')).toBeNull();
    expect(act('Delete', 'typed')).toBeNull();
    expect(act('Ctrl+z', 'typed')).toBeNull();
  });

  it('gives up and down to the picker while it shows offers', () => {
    expect(act('ArrowDown', 'opened', true)).toEqual({ do: 'pick', by: 1 });
    expect(act('ArrowLeft', 'typed', true)).toEqual({ do: 'move', step: 'left', extend: false });
  });

  it('has the spreadsheet’s other keys: Delete, Ctrl A D Z Y, Alt and arrows', () => {
    expect(act('Delete')).toEqual({ do: 'clear' });
    expect(act('Ctrl+A')).toEqual({ do: 'all' });
    expect(act('Ctrl+d')).toEqual({ do: 'fill' });
    expect(act('Ctrl+z')).toEqual({ do: 'undo' });
    expect(act('Ctrl+Shift+Z')).toEqual({ do: 'redo' });
    expect(act('Alt+ArrowUp')).toEqual({ do: 'carry', by: -1 });
  });

  it('leaves letters, the browser’s shortcuts and the clipboard alone', () => {
    for (const key of ['x', 'Ctrl+c', 'Ctrl+v', 'Ctrl+k', 'Ctrl+=', 'Ctrl+-', 'Alt+ArrowLeft', 'F5']) expect(act(key)).toBeNull();
  });
});
