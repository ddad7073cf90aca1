import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { databaseFile } from '../open-writer.ts';
import { connect } from '../store/sqlite/connection.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import { checkFile, damaged } from './backup.ts';
import { dataDir } from './data.ts';
import { Refused, say } from './words.ts';

/**
 * `restore FILE`: puts a backup in place of what is there, in one transaction, also while the server runs. The epoch
 * changes, so that devices bring back what they hold (SPEC EPO1); everybody signs in anew, for a session that was
 * taken away since the backup must not come back with it.
 */
export async function restore(args: string[]): Promise<void> {
  const force = args.includes('--force');
  const name = args.find((arg) => !arg.startsWith('--'));
  if (!name) throw new Refused({ zh: '要写备份文件名：restore FILE', en: 'Name the file: restore FILE' });
  const file = resolve(name);
  const workspace = checkFile(file);
  const folder = dataDir();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const target = databaseFile(folder);
  if (existsSync(target) && checkFile(target) !== workspace && !force && (await hasPeople(target))) {
    throw new Refused({
      zh: '备份属于另一个单位的数据。确实要替换，加 --force。',
      en: 'The backup is of another workspace. To replace the data all the same, add --force.',
    });
  }
  // A copy beside the data: an older backup is brought up to date there, not in the file that was given.
  const beside = mkdtempSync(join(folder, 'restoring-'));
  try {
    const copy = join(beside, 'backup.sqlite');
    cpSync(file, copy);
    await openSqliteStore(copy).close();
    await openSqliteStore(target).close();
    replaceContent(target, copy);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  console.log(
    say({
      zh: `已从 ${file} 恢复。所有人需重新登录；各设备会把手里的内容送回来。备份之后停用的账号和设备要再停用一次。`,
      en: `Restored from ${file}. Everybody signs in anew, and devices bring back what they hold. Disable again whom you disabled since the backup.`,
    }),
  );
}

async function hasPeople(file: string): Promise<boolean> {
  const store = openSqliteStore(file);
  const users = await store.read.users();
  await store.close();
  return users.length > 0;
}

/** Not restored: who was signed in, and what the server believed devices to hold. */
const NOT_RESTORED = ['session', 'held'];

function replaceContent(target: string, copy: string): void {
  const { client } = connect(target);
  try {
    client.prepare('ATTACH ? AS backup').run(copy);
    // Tables are replaced one after another; whether they fit together is asked once, before the commit.
    client.pragma('foreign_keys = OFF');
    client
      .transaction(() => {
        client.exec('CREATE TEMP TABLE known_device AS SELECT * FROM main.device');
        for (const table of tablesOf(client)) {
          client.exec(`DELETE FROM main."${table}"`);
          if (!NOT_RESTORED.includes(table)) client.exec(`INSERT INTO main."${table}" SELECT * FROM backup."${table}"`);
        }
        // Registered since the backup: still known, so that they may bring back all that they hold (SPEC EPO1).
        client.exec('INSERT OR IGNORE INTO main.device SELECT * FROM known_device WHERE user IN (SELECT id FROM main.user)');
        client.exec('DROP TABLE known_device');
        client.prepare('UPDATE main.workspace SET epoch = ?').run(randomUUID());
        if ((client.pragma('main.foreign_key_check') as unknown[]).length > 0) throw damaged(copy);
      })
      .immediate();
  } finally {
    client.close();
  }
}

const tablesOf = (client: Database.Database): string[] =>
  client
    .prepare<[], { name: string }>(
      "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%drizzle%'",
    )
    .all()
    .map(({ name }) => name);
