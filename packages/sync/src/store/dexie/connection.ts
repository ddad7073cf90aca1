import { Fenced, NotSaved } from '../contract.ts';
import type { DeviceDb } from './schema.ts';

const isClosed = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'DatabaseClosedError' || error.name === 'InvalidStateError');

/** WebKit closes the connection of a background tab: open it again once; what still fails is said as NotSaved (SPEC DEV1). */
export async function attempt<T>(db: DeviceDb, job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (error) {
    if (error instanceof Fenced) throw error;
    if (!isClosed(error)) throw new NotSaved(error instanceof Error ? error.name : 'unknown', { cause: error });
  }
  try {
    db.close({ disableAutoOpen: false });
    await db.open();
    return await job();
  } catch (error) {
    if (error instanceof Fenced) throw error;
    throw new NotSaved('the database is closed', { cause: error });
  }
}
