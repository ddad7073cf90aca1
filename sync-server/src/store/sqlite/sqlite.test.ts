import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { storeContract } from '../contract.suite.ts';
import type { Store } from '../contract.ts';
import { connect } from './connection.ts';
import { openSqliteStore } from './index.ts';

storeContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qiao-store-'));
  const file = join(folder, 'qiao.sqlite');
  const opened: Store[] = [openSqliteStore(file)];
  return {
    store: opened[0]!,
    async reopen() {
      // What lies on the disk at this moment is what a crash would leave.
      const crashed = join(folder, `crashed-${opened.length}.sqlite`);
      for (const suffix of ['', '-wal']) cpSync(`${file}${suffix}`, `${crashed}${suffix}`);
      const again = openSqliteStore(crashed);
      opened.push(again);
      return again;
    },
    async destroy() {
      for (const store of opened) void store.close().catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

it('[PSH2] commits to the disk: WAL with synchronous FULL and foreign keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qiao-store-'));
  const { client } = connect(join(folder, 'qiao.sqlite'));
  const settings = ['journal_mode', 'synchronous', 'foreign_keys'].map((name) => client.pragma(name, { simple: true }));
  client.close();
  rmSync(folder, { recursive: true, force: true });
  expect(settings).toEqual(['wal', 2, 1]);
});

it('keeps its workspace when the file is opened again, and lets two processes write in turn', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qiao-store-'));
  const file = join(folder, 'qiao.sqlite');
  const first = openSqliteStore(file);
  const second = openSqliteStore(file);
  expect(await first.write((tx) => tx.nextSeq())).toBe(1);
  expect(await second.write((tx) => tx.nextSeq())).toBe(2);
  expect(await first.read.workspace()).toEqual(await second.read.workspace());
  await first.close();
  await second.close();
  rmSync(folder, { recursive: true, force: true });
});
