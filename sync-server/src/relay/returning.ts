/** What a device returns of the ledger after a restore (SPEC EPO5). The relay passes it on: who decides also believes. */
import type { ReturnResult } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import { jobKind } from './job.ts';

export interface ReturnPayload {
  user: string;
  device: string;
  /** `kind/id`. */
  record: string;
  ledger: string;
  facts: string;
}

export const returnLedger = jobKind<ReturnPayload, ReturnResult>('return');

/** Whether the last decision about a record came back from a device since the restore, so that its content may still be on its way (SPEC EPO6). */
export type IsBroughtBack = (read: Reader, kind: string, id: string) => Promise<boolean>;
