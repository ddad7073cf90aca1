import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { databaseFile } from '../open-writer.ts';
import { dataDir, openExisting } from './data.ts';
import { Refused, say } from './words.ts';

/** `backup FILE`: a whole copy in one file, also while the server runs. The ledger's key is not in it. */
export async function backup([name]: string[]): Promise<void> {
  if (!name) throw new Refused({ zh: '要写备份文件名：backup FILE', en: 'Name the file: backup FILE' });
  const file = resolve(name);
  const half = `${file}.part`;
  await openExisting().close();
  const source = new Database(databaseFile(dataDir()), { readonly: true });
  try {
    await source.backup(half);
    checkFile(half);
    renameSync(half, file);
  } finally {
    source.close();
    for (const left of [half, `${half}-wal`, `${half}-shm`]) if (existsSync(left)) rmSync(left);
  }
  console.log(say({ zh: `已备份到 ${file}`, en: `Backed up to ${file}` }));
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
