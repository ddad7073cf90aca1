/** What a device returns of the ledger after a restore (SPEC EPO5). The relay passes it on: who decides also believes. */
import type { DocName, ReturnResult } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import { jobKind } from './job.ts';
import type { OpenDoc } from './part-docs.ts';

export interface ReturnPayload {
  user: string;
  device: string;
  /** `kind/id`. */
  record: string;
  ledger: string;
  facts: string;
}

export const returnLedger = jobKind<ReturnPayload, ReturnResult>('return');

/**
 * Whether a frozen part may take what a device brings back (SPEC EPO6). `now` opens documents as they are, `then` as they
 * would be with it; `at` is the present time, milliseconds since 1970.
 */
export type MayComeBack = (read: Reader, name: DocName, at: number, now: OpenDoc, then: OpenDoc) => Promise<boolean>;
