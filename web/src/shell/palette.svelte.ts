/** Whether the command box is open; any part of the shell may open it. */
let shown = $state(false);
let opener: HTMLElement | null = null;

export const palette = {
  get shown(): boolean {
    return shown;
  },
  open(): void {
    opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    shown = true;
  },
  close(): void {
    shown = false;
    opener?.focus();
    opener = null;
  },
};
