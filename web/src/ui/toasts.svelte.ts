/** One at a time, only for what can be undone; gone after six seconds. */
const SHOWN_MS = 6000;

export interface Toast {
  text: string;
  /** Label and act of the one link. */
  undo?: { label: string; run: () => void };
}

let shown = $state<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export const toasts = {
  get shown(): Toast | null {
    return shown;
  },
  show(toast: Toast): void {
    clearTimeout(timer);
    shown = toast;
    timer = setTimeout(() => (shown = null), SHOWN_MS);
  },
  hide(): void {
    clearTimeout(timer);
    shown = null;
  },
  /** Whoever is in it has it until they leave, and the six seconds begin anew. */
  hold(): void {
    clearTimeout(timer);
  },
  release(): void {
    if (!shown) return;
    clearTimeout(timer);
    timer = setTimeout(() => (shown = null), SHOWN_MS);
  },
};
