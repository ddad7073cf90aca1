import type { Found, Mark, Query } from './query.ts';
import type { Row } from './row.ts';

/** A row with what the outbox says of its record. */
export type MarkedRow = Row & { mark: Mark | null };

/** What a page may ask the index. */
export interface Questions {
  find: { ask: Query; answer: Found };
  rows: { ask: readonly string[]; answer: (MarkedRow | null)[] };
  rank: { ask: { search: string; limit: number }; answer: MarkedRow[] };
}
export type QuestionName = keyof Questions;

export type ToIndex =
  | { type: 'open'; database: string }
  /** Docs whose stored state changed. */
  | { type: 'changed'; docs: readonly string[] }
  /** Intents came, went or were refused. */
  | { type: 'outbox' }
  | { type: 'close' }
  | { [Name in QuestionName]: { type: 'ask'; n: number; name: Name; ask: Questions[Name]['ask'] } }[QuestionName];

export type FromIndex =
  /** The rows as last stored are in memory: questions are answered from here on. */
  | { type: 'ready' }
  | { type: 'changed'; left: number }
  | { type: 'answer'; n: number; answer: unknown }
  | { type: 'failed'; n: number | null; message: string };
