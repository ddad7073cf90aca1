/** Light, dark, or as the system says. The same key is read by before-paint.js. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'qiao.theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

const isTheme = (text: string | null): text is Theme => ORDER.includes(text as Theme);

const stored = localStorage.getItem(KEY);
let theme = $state<Theme>(isTheme(stored) ? stored : 'system');

export const currentTheme = (): Theme => theme;

export function chooseTheme(next: Theme): void {
  theme = next;
  if (next === 'system') {
    localStorage.removeItem(KEY);
    delete document.documentElement.dataset['theme'];
  } else {
    localStorage.setItem(KEY, next);
    document.documentElement.dataset['theme'] = next;
  }
}

export const nextTheme = (): Theme => ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length] ?? 'system';
