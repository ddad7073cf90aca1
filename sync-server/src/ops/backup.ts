import Database from 'better-sqlite3';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blobFolder } from '../blobs/files.ts';
import { databaseFile } from '../open-store.ts';
import { dbOn, newPool } from '../store/postgres/connection.ts';
import { connect, migrateToNewest } from '../store/sqlite/connection.ts';
import { carryAttachments, filesBeside, readPlaces, unsoundWords, type CarriedFiles } from './carry-attachments.ts';
import { copyOut } from './copy-tables.ts';
import { openExisting, place } from './data.ts';
import { Refused, say } from './words.ts';

/**
 * `backup FILE [--files FOLDER]`: the database in one SQLite file and, in a folder, the attachments that it names; also while
 * the server runs. Files never change: those that the folder has are not copied again. The ledger's key is not in it.
 */
export async function backup(args: string[]): Promise<void> {
  const { name, files } = readPlaces(args);
  if (!name) throw new Refused({ zh: '要写备份文件名：backup FILE', en: 'Name the file: backup FILE' });
  const file = resolve(name);
  const folder = resolve(files ?? filesBeside(file));
  const half = `${file}.part`;
  const { dataDir, databaseUrl } = place();
  const sweep = (): void => [half, `${half}-wal`, `${half}-shm`].forEach((left) => rmSync(left, { force: true }));
  sweep();
  let carried: CarriedFiles;
  try {
    await (await openExisting()).close();
    await (databaseUrl === null ? copyFile(databaseFile(dataDir), half) : copyDatabase(databaseUrl, half));
    checkFile(half);
    // After the database: what it names lay there before.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    carried = await carryAttachments(half, { from: blobFolder(dataDir), to: folder });
    renameSync(half, file);
  } finally {
    sweep();
  }
  const size = `${Math.ceil(carried.bytes / 1024 ** 2)} MiB`;
  const key = join(dataDir, 'ledger-key.pem');
  console.log(
    say({
      zh: `已备份到 ${file}，附件 ${carried.files} 个（${size}）在 ${folder}。密钥不在其中：另外备份 ${key}。`,
      en: `Backed up to ${file}, with ${carried.files} attachments (${size}) in ${folder}. The ledger's key is not in it: copy ${key} as well.`,
    }),
  );
  if (carried.unsound.length > 0)
    throw new Refused(
      unsoundWords(carried, {
        zh: '备份里没有这些附件，其余都在。添加过它们的设备如果还存着，恢复之后会重新上传。',
        en: 'The backup is without them; all else is in it. A device that attached one and still has it uploads it again after a restore.',
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
