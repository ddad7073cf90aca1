/** What a key does on the sheet. Pure. */
export type KeyAct =
  | { do: 'move'; by: -1 | 1 }
  | { do: 'resize'; by: -1 | 1 }
  | { do: 'place'; by: -1 | 1 }
  | { do: 'go'; way: 'left' | 'right' | 'before' | 'after' | 'first' | 'last' }
  | { do: 'zoom'; by: -1 | 0 | 1 }
  | { do: 'edit' | 'tray' | 'undo' | 'redo' | 'cancel' };

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const GOES: Readonly<Record<string, (KeyAct & { do: 'go' })['way']>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'before',
  PageDown: 'after',
  Home: 'first',
  End: 'last',
};
const PLAIN: Readonly<Record<string, KeyAct>> = {
  Enter: { do: 'edit' },
  F2: { do: 'edit' },
  Delete: { do: 'tray' },
  Backspace: { do: 'tray' },
  Escape: { do: 'cancel' },
  '+': { do: 'zoom', by: 1 },
  '=': { do: 'zoom', by: 1 },
  '-': { do: 'zoom', by: -1 },
  '0': { do: 'zoom', by: 0 },
};

/** Null for a key that means nothing here. */
export function keyAct({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): KeyAct | null {
  const command = ctrlKey || metaKey;
  if (altKey) return null;
  if (command && key.toLowerCase() === 'z') return { do: shiftKey ? 'redo' : 'undo' };
  if (command && key.toLowerCase() === 'y') return { do: 'redo' };
  if (command && (key === 'ArrowLeft' || key === 'ArrowRight')) return { do: 'place', by: key === 'ArrowLeft' ? -1 : 1 };
  if (command) return null;
  if (key === 'ArrowUp' || key === 'ArrowDown') return { do: shiftKey ? 'resize' : 'move', by: key === 'ArrowUp' ? -1 : 1 };
  const way = GOES[key];
  if (way) return shiftKey ? null : { do: 'go', way };
  return PLAIN[key] ?? null;
}
