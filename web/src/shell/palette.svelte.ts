/** Whether the command box is open; any part of the shell may open it. */
let shown = $state(false);
let opener: HTMLElement | null = null;
/** What was typed before its box was there; null once it is. */
let early: string | null = null;

export const palette = {
  get shown(): boolean {
    return shown;
  },
  /** Open already, it stays as it is. */
  open(): void {
    if (shown) return;
    opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    early = '';
    shown = true;
  },
  /** Takes a key that was pressed while the box is still on its way, Escape ends it; false for a key that is not its own. */
  hold(key: string): boolean {
    if (!shown || early === null) return false;
    if (key === 'Escape') palette.close();
    else if (key === 'Backspace') early = early.slice(0, -1);
    else if (key.length === 1) early += key;
    else return false;
    return true;
  },
  /** The box has the focus: what was held for it. */
  arrive(): string {
    const held = early ?? '';
    early = null;
    return held;
  },
  close(): void {
    shown = false;
    early = null;
    opener?.focus();
    opener = null;
  },
};
