import type { Step } from './selection.ts';

/** What the keyboard is over: a cell that waits for typing, one being typed into, one opened to be changed. */
export type Typing = 'ready' | 'typed' | 'opened';

export interface Press {
  key: string;
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
}

export type Action =
  | { do: 'move'; step: Step; extend: boolean }
  | { do: 'tab'; back: boolean }
  | { do: 'enter'; back: boolean }
  | { do: 'open' }
  | { do: 'cancel' }
  | { do: 'clear' }
  | { do: 'all' }
  | { do: 'fill' }
  | { do: 'undo' }
  | { do: 'redo' }
  /** Moves the row itself. */
  | { do: 'carry'; by: -1 | 1 }
  | { do: 'pick'; by: -1 | 1 }
  /** A row below this one. */
  | { do: 'add' }
  | { do: 'remove' };

const ARROWS: Record<string, Step> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

/**
 * The action of a key, or null when it belongs to the text field (or to nobody). Keys of an input method never come here.
 * A cell typed into is left by arrows, as in any spreadsheet; one opened with F2 keeps them for its caret. `picking`: offers are shown.
 */
export function actionOf(press: Press, typing: Typing, picking: boolean): Action | null {
  const { key, ctrl, shift, alt } = press;
  if (picking && !ctrl && !alt && (key === 'ArrowUp' || key === 'ArrowDown')) return { do: 'pick', by: key === 'ArrowUp' ? -1 : 1 };
  if (key === 'Tab' && !ctrl && !alt) return { do: 'tab', back: shift };
  if (key === 'Enter' && !ctrl && !alt) return typing === 'ready' && !shift ? { do: 'open' } : { do: 'enter', back: shift };
  if (key === 'Escape') return { do: 'cancel' };
  if (typing === 'ready') return readyAction(press);
  const arrow = ARROWS[key];
  if (typing === 'typed' && arrow && !ctrl && !shift && !alt) return { do: 'move', step: arrow, extend: false };
  return null;
}

function readyAction({ key, ctrl, shift, alt }: Press): Action | null {
  const arrow = ARROWS[key];
  if (alt) return !ctrl && (arrow === 'up' || arrow === 'down') ? { do: 'carry', by: arrow === 'up' ? -1 : 1 } : null;
  if (arrow) return { do: 'move', step: (ctrl && FAR[arrow]) || arrow, extend: shift };
  if (ctrl) return controlAction(key, shift);
  switch (key) {
    case 'F2':
      return { do: 'open' };
    case 'Delete':
    case 'Backspace':
      return { do: 'clear' };
    case 'Home':
      return { do: 'move', step: 'home', extend: shift };
    case 'End':
      return { do: 'move', step: 'end', extend: shift };
    case 'PageUp':
      return { do: 'move', step: 'page-up', extend: shift };
    case 'PageDown':
      return { do: 'move', step: 'page-down', extend: shift };
    case 'Insert':
      return { do: 'add' };
    default:
      return null;
  }
}

const FAR: Partial<Record<Step, Step>> = { up: 'first', down: 'last', left: 'home', right: 'end' };

function controlAction(key: string, shift: boolean): Action | null {
  switch (key.toLowerCase()) {
    case 'home':
      return { do: 'move', step: 'top', extend: shift };
    case 'end':
      return { do: 'move', step: 'bottom', extend: shift };
    case 'a':
      return { do: 'all' };
    case 'd':
      return { do: 'fill' };
    case 'z':
      return { do: shift ? 'redo' : 'undo' };
    case 'y':
      return { do: 'redo' };
    case 'enter':
      return shift ? { do: 'add' } : null;
    case 'delete':
    case 'backspace':
      return { do: 'remove' };
    default:
      return null;
  }
}
