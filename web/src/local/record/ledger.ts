import type { CommandType, Role } from '@qiao/domain/kind';

/** One entry of a record's ledger as the page shows it. */
export interface LedgerLine {
  /** Place in the workspace's chain. */
  n: number;
  /** Its place in the workspace's log; null for one that a device brought back, which stands later than it was made. */
  seq: number | null;
  /** Server time of the decision, milliseconds since 1970. */
  at: number;
  /** When a device brought it back after a restore had lost it; null otherwise (SPEC EPO5). */
  broughtBack: number | null;
  type: CommandType;
  from: string | null;
  to: string;
  person: { id: string; name: string; role: Role | null };
  opinion: string;
  reason: string;
  /** First four hex digits of the entry's hash. */
  mark: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const time = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function hexOf(base64: string): string {
  try {
    return Array.from(atob(base64).slice(0, 2), (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  } catch {
    return '';
  }
}

/** Total over what a server sent: an entry without number or type is left out. `words` is null once it was erased. */
export function readLedger(json: string): LedgerLine[] {
  const list: unknown = JSON.parse(json);
  if (!Array.isArray(list)) return [];
  return list.flatMap((raw: unknown): LedgerLine[] => {
    const outer = object(raw);
    const inner = { ...object(outer['entry']), ...object(outer['words']) };
    const person = object(inner['person']);
    const lost = object(object(outer['entry'])['returned']);
    if (typeof outer['n'] !== 'number' || typeof inner['type'] !== 'string') return [];
    return [
      {
        n: outer['n'],
        seq: lost['at'] === undefined ? time(outer['seq']) : null,
        at: time(lost['at']) ?? time(outer['at']) ?? 0,
        broughtBack: lost['at'] === undefined ? null : time(outer['at']),
        type: inner['type'] as CommandType,
        from: typeof inner['from'] === 'string' ? inner['from'] : null,
        to: text(inner['to']),
        person: {
          id: text(person['id']),
          name: text(person['name']),
          role: typeof person['role'] === 'string' ? (person['role'] as Role) : null,
        },
        opinion: text(inner['opinion']),
        reason: text(inner['reason']),
        mark: hexOf(text(outer['hash'])),
      },
    ];
  });
}
