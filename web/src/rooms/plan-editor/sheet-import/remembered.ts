/** How this device matched the columns of a list before: by the heads, so that next month's sheet of the same form is matched at once. */
import type { SheetList } from '@qiao/domain/plan/sheet';

/** Forms that are remembered for each list, the latest first. */
export const MAX_REMEMBERED = 8;
const key = (root: SheetList): string => `qiao.sheet.${root}`;

interface Remembered {
  heads: readonly string[];
  columns: readonly (string | null)[];
}

function all(root: SheetList): readonly Remembered[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key(root)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isRemembered) : [];
  } catch {
    return [];
  }
}

const isRemembered = (one: unknown): one is Remembered => {
  const { heads, columns } = (one ?? {}) as { heads?: unknown; columns?: unknown };
  return Array.isArray(heads) && Array.isArray(columns) && heads.length === columns.length;
};

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one, n) => one === b[n]);

export const recallColumns = (root: SheetList, heads: readonly string[]): readonly (string | null)[] | null =>
  all(root).find((one) => same(one.heads, heads))?.columns ?? null;

export function rememberColumns(root: SheetList, heads: readonly string[], columns: readonly (string | null)[]): void {
  const rest = all(root).filter((one) => !same(one.heads, heads));
  try {
    localStorage.setItem(key(root), JSON.stringify([{ heads, columns }, ...rest].slice(0, MAX_REMEMBERED)));
  } catch {
    // What was matched is a convenience: without room for it the import goes on.
  }
}
