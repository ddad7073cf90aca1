import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { blobFolder } from '../blobs/files.ts';
import { databaseFile, openStore } from '../open-store.ts';
import { dbOn, newPool, takeTurn } from '../store/postgres/connection.ts';
import * as schema from '../store/postgres/schema.ts';
import { connect } from '../store/sqlite/connection.ts';
import { openSqliteStore } from '../store/sqlite/index.ts';
import { checkFile, damaged } from './backup.ts';
import { carryAttachments, filesBeside, readPlaces, unsoundWords, type CarriedFiles } from './carry-attachments.ts';
import { copyIn, TABLES } from './copy-tables.ts';
import { place } from './data.ts';
import { Refused, say } from './words.ts';

/**
 * `restore FILE [--files FOLDER] [--force]`: puts a backup in place of what is there, in one transaction, also while the server runs. The epoch
 * changes, so that devices bring back what they hold (SPEC EPO1); everybody signs in anew, for a session that was
 * taken away since the backup must not come back with it. The attachments come first, so that what the database names is there;
 * those that are not sound are named, and nothing else waits for them.
 */
export async function restore(args: string[]): Promise<void> {
  const force = args.includes('--force');
  const { name, files } = readPlaces(args);
  if (!name) throw new Refused({ zh: '要写备份文件名：restore FILE', en: 'Name the file: restore FILE' });
  const file = resolve(name);
  const workspace = checkFile(file);
  const at = place();
  // Makes what is not there, so that a backup can be put into an empty place.
  const present = await openStore(at);
  const other = (await present.read.workspace()).id !== workspace && (await present.read.users()).length > 0;
  await present.close();
  if (other && !force) {
    throw new Refused({
      zh: '备份属于另一个单位的数据。确实要替换，加 --force。',
      en: 'The backup is of another workspace. To replace the data all the same, add --force.',
    });
  }
  // A copy beside the data: an older backup is brought up to date there, not in the file that was given.
  let carried: CarriedFiles;
  const beside = mkdtempSync(join(at.dataDir, 'restoring-'));
  try {
    const copy = join(beside, 'backup.sqlite');
    cpSync(file, copy);
    await openSqliteStore(copy).close();
    const blobs = blobFolder(at.dataDir);
    mkdirSync(blobs, { recursive: true, mode: 0o700 });
    carried = await carryAttachments(copy, { from: resolve(files ?? filesBeside(file)), to: blobs });
    await (at.databaseUrl === null ? replaceContent(databaseFile(at.dataDir), copy) : replaceDatabase(at.databaseUrl, copy));
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  console.log(
    say({
      zh: `已从 ${file} 恢复。所有人需重新登录；各设备会把手里的内容送回来。备份之后停用的账号和设备要再停用一次。`,
      en: `Restored from ${file}. Everybody signs in anew, and devices bring back what they hold. Disable again whom you disabled since the backup.`,
    }),
  );
  if (carried.unsound.length > 0)
    throw new Refused(
      unsoundWords(carried, {
        zh: '其余都已恢复。添加过它们的设备如果还存着，会重新上传；找到原件后，再恢复一次也可以补上。',
        en: 'All else is restored. A device that attached one and still has it uploads it again; where the files turn up, restoring once more puts them in place.',
      }),
    );
}

/** Not restored: who was signed in, and what the server believed devices to hold. */
const NOT_RESTORED: readonly string[] = ['session', 'held'];

async function replaceContent(target: string, copy: string): Promise<void> {
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

/** As above, into PostgreSQL: whoever writes waits on the workspace's row. */
async function replaceDatabase(url: string, copy: string): Promise<void> {
  const pool = newPool(url, 1);
  const backup = connect(copy);
  try {
    await dbOn(pool).transaction(async (db) => {
      await takeTurn((lock) => db.execute(sql.raw(lock)));
      const known = await db.select().from(schema.device);
      for (const name of TABLES.toReversed()) await db.delete(schema[name]);
      await copyIn(
        backup.db,
        db,
        TABLES.filter((name) => !NOT_RESTORED.includes(name)),
      );
      const people = new Set((await db.select({ id: schema.user.id }).from(schema.user)).map(({ id }) => id));
      const still = known.filter((row) => people.has(row.user));
      if (still.length > 0) await db.insert(schema.device).values(still).onConflictDoNothing();
      await db.update(schema.workspace).set({ epoch: randomUUID() });
    });
  } finally {
    backup.client.close();
    await pool.end();
  }
}
