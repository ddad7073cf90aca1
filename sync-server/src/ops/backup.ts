import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blobFolder } from '../blobs/files.ts';
import { databaseFile } from '../open-store.ts';
import { dbOn, newPool } from '../store/postgres/connection.ts';
import { connect, migrateToNewest } from '../store/sqlite/connection.ts';
import { copyOut } from './copy-tables.ts';
import { openExisting, place } from './data.ts';
import { Refused, say } from './words.ts';

/** `backup FILE`: a whole copy in one SQLite file, also while the server runs. The ledger's key is not in it. */
export async function backup([name]: string[]): Promise<void> {
  if (!name) throw new Refused({ zh: '要写备份文件名：backup FILE', en: 'Name the file: backup FILE' });
  const file = resolve(name);
  const half = `${file}.part`;
  const { dataDir, databaseUrl } = place();
  const sweep = (): void => [half, `${half}-wal`, `${half}-shm`].forEach((left) => rmSync(left, { force: true }));
  sweep();
  try {
    await (await openExisting()).close();
    await (databaseUrl === null ? copyFile(databaseFile(dataDir), half) : copyDatabase(databaseUrl, half));
    checkFile(half);
    renameSync(half, file);
  } finally {
    sweep();
  }
  console.log(say({ zh: `已备份到 ${file}`, en: `Backed up to ${file}` }));
  const blobs = blobFolder(dataDir);
  if (existsSync(blobs))
    console.log(
      say({
        zh: `附件和密钥不在其中：另外备份 ${blobs} 与 ${join(dataDir, 'ledger-key.pem')}。`,
        en: `Attachments and the ledger's key are not in it: copy ${blobs} and ${join(dataDir, 'ledger-key.pem')} as well.`,
      }),
    );
}

async function copyFile(from: string, to: string): Promise<void> {
  const source = new Database(from, { readonly: true });
  await source.backup(to).finally(() => source.close());
}

async function copyDatabase(url: string, to: string): Promise<void> {
  const pool = newPool(url, 1);
  const target = connect(to);
  migrateToNewest(target);
  try {
    target.client.exec('BEGIN');
    await dbOn(pool).transaction((from) => copyOut(from, target.db), { isolationLevel: 'repeatable read', accessMode: 'read only' });
    target.client.exec('COMMIT');
    // One file, as it is given away.
    target.client.pragma('journal_mode = DELETE');
  } finally {
    target.client.close();
    await pool.end();
  }
}

/** Throws unless the file is a whole database of ours. Gives the workspace's id. */
export function checkFile(file: string): string {
  const copy = openDatabase(file);
  try {
    if (copy.pragma('integrity_check', { simple: true }) !== 'ok') throw damaged(file);
    const workspace = copy.prepare('SELECT id FROM workspace').get() as { id: string } | undefined;
    if (!workspace) throw damaged(file);
    return workspace.id;
  } catch (error) {
    throw error instanceof Refused ? error : damaged(file);
  } finally {
    copy.close();
  }
}

function openDatabase(file: string): Database.Database {
  try {
    return new Database(file, { fileMustExist: true });
  } catch {
    throw new Refused({ zh: `打不开 ${file}。`, en: `${file} cannot be opened.` });
  }
}

export const damaged = (file: string): Refused => new Refused({ zh: `${file} 不是完好的备份。`, en: `${file} is not a sound backup.` });
