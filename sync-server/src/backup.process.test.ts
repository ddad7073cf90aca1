/** Attachments in a backup of the real process: backed up, the office lost, restored, served whole; what is not sound is named. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limits } from '@qiao/sync/protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readPlaces } from './ops/carry-attachments.ts';
import { Refused } from './ops/words.ts';
import { addPerson, command, signIn, type Session } from './testing/client.ts';
import { ADMIN_EMAIL, PASSWORD, startProcess, type ServerProcess } from './testing/server-process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PIECE = limits.BLOB_PIECE_BYTES;
const OLGA = 'olga@example.test';
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const pathOf = (folder: string, hash: string): string => join(folder, hash.slice(0, 2), hash);

const running: ServerProcess[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.destroy())));

async function upload(server: ServerProcess, who: Session, bytes: Buffer<ArrayBuffer>): Promise<number> {
  const [headers, address] = [{ cookie: who.cookie }, `${server.url}/api/blobs/${hashOf(bytes)}?size=${bytes.length}&offset=`];
  let status = 0;
  for (let offset = 0; offset < bytes.length; offset += PIECE)
    ({ status } = await fetch(address + String(offset), { method: 'PUT', headers, body: bytes.subarray(offset, offset + PIECE) }));
  return status;
}

async function refer(server: ServerProcess, who: Session, bytes: Uint8Array, record: string): Promise<void> {
  const response = await fetch(`${server.url}/api/blobs/${hashOf(bytes)}/refs`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ doc: `event/${record}/case`, item: 'scan' }),
  });
  expect(response.status).toBe(200);
}

const get = (server: ServerProcess, who: Session, bytes: Uint8Array): Promise<Response> =>
  fetch(`${server.url}/api/blobs/${hashOf(bytes)}`, { headers: { cookie: who.cookie } });

/** An office with these attachments, all of them referred to but the last. */
async function office(...files: Buffer<ArrayBuffer>[]) {
  const server = await startProcess();
  running.push(server);
  const olga = await addPerson(server, await signIn(server, ADMIN_EMAIL), OLGA, ['officer'], [7]);
  const record = randomUUID();
  await command(server, olga, { type: 'create', kind: 'event', record });
  for (const [n, bytes] of files.entries()) {
    expect(await upload(server, olga, bytes)).toBe(200);
    if (n < files.length - 1) await refer(server, olga, bytes, record);
  }
  return { server, olga, record, blobs: join(server.dataDir, 'blobs'), file: join(server.dataDir, 'backup.sqlite') };
}

describe('attachments in a backup', () => {
  it('[BLB1] are served whole after the office was lost and restored; what was damaged or lost in it is named, and comes back from who has it', async () => {
    const [sound, damaged, lost, loose] = [randomBytes(PIECE + 9), randomBytes(20), randomBytes(21), randomBytes(22)];
    const { server, olga, record, blobs, file } = await office(sound, damaged, lost, loose);
    const folder = `${file}.files`;
    expect(await server.admin('backup', file)).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringContaining('4 attachments') as string,
    });
    for (const bytes of [sound, damaged, lost, loose]) expect(existsSync(pathOf(folder, hashOf(bytes)))).toBe(true);
    // A disk spoils a byte, and a file is forgotten when the backup is moved.
    writeFileSync(pathOf(folder, hashOf(damaged)), randomBytes(20));
    for (const bytes of [lost, loose]) rmSync(pathOf(folder, hashOf(bytes)));
    rmSync(blobs, { recursive: true });
    expect((await get(server, olga, sound)).status).toBe(503);

    const restored = await server.admin('restore', file);
    expect([restored.status, restored.out]).toEqual([1, expect.stringContaining('Restored')]);
    expect(restored.err.split('\n').filter((line) => line.startsWith('  '))).toEqual(
      [`  ${hashOf(damaged)}, event/${record}/case: damaged`, `  ${hashOf(lost)}, event/${record}/case: missing`].sort(),
    );
    const again = await signIn(server, OLGA, PASSWORD, olga.device);
    const whole = await get(server, again, sound);
    expect([whole.status, hashOf(new Uint8Array(await whole.arrayBuffer()))]).toEqual([200, hashOf(sound)]);
    for (const bytes of [damaged, lost]) expect((await get(server, again, bytes)).status).toBe(503);
    expect(readdirSync(join(blobs, hashOf(damaged).slice(0, 2)))).not.toContain(hashOf(damaged));

    // The device that attached it uploads it once more: its reference stands.
    expect(await upload(server, again, lost)).toBe(200);
    expect((await get(server, again, lost)).status).toBe(200);
    // The file turned up: restoring once more puts it in place, and leaves what is there.
    writeFileSync(pathOf(folder, hashOf(damaged)), damaged);
    expect(await server.admin('restore', file)).toMatchObject({ status: 0, err: '' });
    const last = await signIn(server, OLGA, PASSWORD, olga.device);
    for (const bytes of [sound, damaged, lost]) expect((await get(server, last, bytes)).status).toBe(200);
  });

  it('[BLB1] a backup of a damaged office names what is not in it; one folder serves several, and keeps what it has', async () => {
    const [sound, damaged, loose] = [randomBytes(30), randomBytes(31), randomBytes(32)];
    const { server, record, blobs, file } = await office(sound, damaged, loose);
    const folder = join(server.dataDir, 'all-files');
    expect((await server.admin('backup', file, '--files', folder)).status).toBe(0);
    // Gone from the office since; the folder of the earlier backup still has it.
    rmSync(pathOf(blobs, hashOf(sound)));
    truncateSync(pathOf(blobs, hashOf(damaged)), 30);
    expect((await server.admin('backup', file, '--files', folder)).status).toBe(0);
    const elsewhere = await server.admin('backup', `${file}.2`);
    expect([elsewhere.status, existsSync(`${file}.2`)]).toEqual([1, true]);
    const said = [`  ${hashOf(damaged)}, event/${record}/case: damaged`, `  ${hashOf(sound)}, event/${record}/case: missing`];
    expect(elsewhere.err.split('\n').filter((line) => line.startsWith('  '))).toEqual(said.sort());
  });

  it('the folder may be named before or after the file, and not left out', () => {
    const both = { name: 'FILE', files: 'FOLDER' };
    expect([readPlaces(['FILE', '--files', 'FOLDER']), readPlaces(['--files', 'FOLDER', '--force', 'FILE'])]).toEqual([both, both]);
    expect(readPlaces(['--force', 'FILE'])).toEqual({ name: 'FILE', files: undefined });
    for (const args of [
      ['FILE', '--files'],
      ['--files', '--force', 'FILE'],
    ])
      expect(() => readPlaces(args)).toThrow(Refused);
  });
});
