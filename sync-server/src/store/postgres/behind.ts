/**
 * What a transaction writes often is put into the database behind it, all rows of a table by one statement: across a
 * network each statement is a round trip. Before anything else is asked or written it must be put down.
 */
import { parseDoc } from '@qiao/sync/protocol';
import type { ClaimRow, HeldRow, LogRow, PartRow } from '../rows.ts';
import { intoMany, type IntoMany } from './many.ts';
import * as t from './schema.ts';

export type Write =
  { table: 'part'; row: PartRow } | { table: 'log'; row: LogRow } | { table: 'claim'; row: ClaimRow } | { table: 'held'; row: HeldRow };

/** In this order: rows of the log and claims name their part. */
const TABLES = {
  part: intoMany(t.part, ['doc']),
  log: intoMany(t.log),
  claim: intoMany(t.claim, ['part', 'generation', 'client']),
  held: intoMany(t.held, ['device', 'doc']),
} satisfies Record<Write['table'], IntoMany>;

export type Query = (query: { name?: string; text: string; values?: unknown[] }) => Promise<unknown>;

/** A savepoint is only made when something is put down within it: nearly none is ever needed. */
interface Level {
  name: string;
  made: boolean;
  /** How many writes wait from before it. */
  before: number;
}

export interface Behind {
  add: (write: Write) => void;
  /** Puts all down that waits. */
  putDown: () => Promise<void>;
  /** As `putDown`; whatever is written next belongs to the savepoints that are open. */
  settle: () => Promise<void>;
  /** Runs `part`; when it throws, nothing that it added or wrote stays, and what waited before is put down. */
  within: <T>(part: () => Promise<T>) => Promise<T>;
  /** A statement failed that held rows of others: nothing of the transaction may stay. */
  readonly broken: boolean;
}

export function createBehind(query: Query): Behind {
  const waiting: Write[] = [];
  const levels: Level[] = [];
  let broken = false;

  async function put(count: number): Promise<void> {
    const writes = waiting.splice(0, count);
    for (const level of levels) level.before = Math.max(0, level.before - count);
    try {
      for (const table of Object.keys(TABLES) as Write['table'][]) {
        const rows = newest(writes.filter((write) => write.table === table));
        if (rows.length === 0) continue;
        const { name, text, values } = TABLES[table];
        await query({ name, text, values: values(rows) });
      }
    } catch (error) {
      broken = true;
      throw error;
    }
  }

  async function settle(): Promise<void> {
    for (const level of levels.filter(({ made }) => !made)) {
      await put(level.before);
      await query({ text: `SAVEPOINT ${level.name}` });
      level.made = true;
    }
    await put(waiting.length);
  }

  return {
    add: (write) => void waiting.push(write),
    putDown: async () => (waiting.length > 0 ? settle() : undefined),
    settle,
    async within(part) {
      const level: Level = { name: `s${levels.length}`, made: false, before: waiting.length };
      levels.push(level);
      try {
        const answer = await part();
        if (level.made) await query({ text: `RELEASE ${level.name}` });
        levels.pop();
        return answer;
      } catch (error) {
        waiting.length = level.before;
        levels.pop();
        if (level.made) await query({ text: `ROLLBACK TO ${level.name}; RELEASE ${level.name}` });
        if (waiting.length > 0) await settle();
        throw error;
      }
    },
    get broken() {
      return broken;
    },
  };
}

/** Of several writes of one row the last; with what the row's own columns want beside it. */
function newest(writes: readonly Write[]): object[] {
  const rows = new Map<string, object>();
  writes.forEach((write, n) => {
    switch (write.table) {
      case 'part': {
        const { kind, id } = parseDoc(write.row.doc)!;
        return rows.set(write.row.doc, { ...write.row, kind, record: id });
      }
      case 'log':
        return rows.set(`${n}`, write.row);
      case 'claim':
        return rows.set(`${write.row.doc} ${write.row.generation} ${write.row.client}`, write.row);
      case 'held':
        return rows.set(`${write.row.device} ${write.row.doc}`, write.row);
    }
  });
  return [...rows.values()];
}
