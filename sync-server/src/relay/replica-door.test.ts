import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { encode, limits, PROTOCOL, type Page, type PageDoc } from '@qiao/sync/protocol';
import { jobKind } from './job.ts';
import { MAX_BACKLOG, MAX_QUARANTINE_BYTES_PER_USER, MAX_QUARANTINE_ROWS_PER_USER } from './limits.ts';
import { EVENT, newSocket, newWorld, PLAN, PRIVATE, settle, WORKSPACE, type TestDevice, type World } from '../testing/relay-world.ts';

function edit(client: number, key: string, value: unknown): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  doc.getMap('fields').set(key, value);
  return Y.encodeStateAsUpdate(doc);
}

const push = (device: TestDevice, n: number, doc: string, update: Uint8Array) =>
  device.say({ type: 'push', entries: [{ n, doc, generation: 0, update }] });

async function pull(world: World, device: TestDevice, cursor: number, have = '', maxBytes: number = limits.PAGE_BYTES): Promise<Page> {
  device.heard();
  device.say({ type: 'pull', cursor, maxBytes, have });
  await world.clock.pass(limits.GROUP_COMMIT_MS * 4);
  const page = device.heard().find((message) => message.type === 'page');
  if (!page) throw new Error('no page');
  return page;
}

/** A group of the writer has just begun, so that the next waits for GROUP_COMMIT_MS. */
const keepWriterWaiting = (world: World): Promise<unknown> => world.relay.writer.submit(jobKind('nothing'), {}).catch(() => undefined);

const kinds = (page: Page) => page.docs.map((doc) => `${doc.kind} ${doc.doc.slice(EVENT.length + 1)}`);
const doc = <K extends PageDoc['kind']>(page: Page, kind: K) =>
  page.docs.find((one): one is Extract<PageDoc, { kind: K }> => one.kind === kind)!;

describe('the replica door: a session', () => {
  it('[SES3] greets with the head, the epoch and the access version', async () => {
    const world = newWorld();
    const device = await world.device(await world.addUser('ann'));
    expect(device.heard()).toEqual([
      {
        type: 'welcome',
        mode: 'full',
        workspace: WORKSPACE.id,
        epoch: 'one',
        head: 0,
        accessVersion: 1,
        ledger: { seq: 0, hash: new Uint8Array(), signature: new Uint8Array() },
      },
    ]);
  });

  it('[SES2] closes a socket that begins with anything but HELLO', async () => {
    const world = newWorld();
    const peer = await world.addUser('ann');
    const device = await world.device(peer);
    const other = await world.device({ ...peer, device: 'second' }, { device: 'second' });
    other.say({ type: 'hello', protocol: PROTOCOL, schemas: '', device: 'second', workspace: '', epoch: '', cursor: 0, accessVersion: 0 });
    expect(other.socket.closedWith).toBe(4400);
    expect(device.socket.closedWith).toBe(null);
  });

  it('[SES2] refuses a device of somebody else, and a workspace that is not this one', async () => {
    const world = newWorld();
    const peer = await world.addUser('ann');
    for (const hello of [{ device: 'other' }, { workspace: 'other' }]) {
      const device = await world.device(peer, hello);
      expect(device.heard()).toEqual([{ type: 'refuse', code: 'foreign-device' }]);
      expect(device.socket.closedWith).toBe(4403);
    }
  });

  it('[SES4] serves the outbox of an older protocol and refuses its pulls; a newer one is turned away', async () => {
    const world = newWorld();
    const peer = await world.addUser('ann');
    await world.putFacts({ writers: ['ann'] });
    const old = await world.device(peer, { protocol: PROTOCOL - 1 });
    expect(old.heard()[0]).toMatchObject({ mode: 'drain' });
    push(old, 1, PLAN, edit(1, 'a', 1));
    old.say({ type: 'pull', cursor: 0, maxBytes: 1000, have: '' });
    old.say({ type: 'ping' });
    await world.clock.pass(10);
    expect(old.heard()).toEqual([
      { type: 'refuse', code: 'too-old' },
      { type: 'pong' },
      { type: 'ack', answers: [{ n: 1, result: { kind: 'seq', seq: 2 } }] },
    ]);
    const young = await world.device(peer, { protocol: PROTOCOL + 1 });
    expect(young.heard()).toEqual([{ type: 'refuse', code: 'too-new' }]);
    expect(young.socket.closedWith).toBe(4406);
  });

  it('[NAM3] closes the socket that sent noise and lets nothing of it take effect', async () => {
    const world = newWorld();
    await world.putFacts({ writers: ['ann'] });
    const device = await world.device(await world.addUser('ann'));
    const message = encode({ type: 'push', entries: [{ n: 1, doc: PLAN, generation: 0, update: edit(1, 'a', 1) }] });
    device.socket.joined.receive(message.slice(0, -1));
    device.socket.joined.receive(message);
    await world.clock.pass(10);
    expect(device.socket.closedWith).toBe(4400);
    expect(world.durable.tables.workspace.get('')!.head).toBe(1);
  });

  it('[NAM4] of a device MAX_REPLICA_PER_DEVICE socket stands: the new one replaces the old, and another device is left alone', async () => {
    const world = newWorld();
    const peer = await world.addUser('ann');
    const other = await world.device(await world.addUser('bob'));
    const sockets = [await world.device(peer), await world.device(peer)];
    expect(sockets.map(({ socket }) => socket.closedWith)).toEqual([4501, null]);
    expect(sockets.filter(({ socket }) => socket.closedWith === null)).toHaveLength(limits.MAX_REPLICA_PER_DEVICE);
    expect(other.socket.closedWith).toBe(null);
  });

  it('[SES6] asks a silent socket and gives it up', async () => {
    const world = newWorld();
    const device = await world.device(await world.addUser('ann'));
    device.heard();
    await world.clock.pass(60_000);
    expect(device.heard()).toContainEqual({ type: 'ping' });
    expect(device.socket.closedWith).toBe(null);
    await world.clock.pass(60_000);
    expect(device.socket.closedWith).toBe(4508);
  });

  it('[SES8] cuts a reader that does not read, and no other', async () => {
    const world = newWorld();
    await world.putFacts({ writers: ['ann'] });
    const slow = await world.device(await world.addUser('ann'));
    const quick = await world.device(await world.addUser('bob'));
    slow.socket.buffered = limits.SLOW_READER_BYTES;
    slow.say({ type: 'ping' });
    expect(slow.socket.closedWith).toBe(null);
    slow.socket.buffered = limits.SLOW_READER_BYTES + 1;
    slow.say({ type: 'ping' });
    expect(slow.socket.closedWith).toBe(4508);
    expect(quick.socket.closedWith).toBe(null);
  });

  it('[SES5] reads nothing more from a socket that was cut', async () => {
    const world = newWorld();
    const peer = await world.addUser('ann');
    await world.putFacts({ writers: ['ann'] });
    const device = await world.device(peer);
    world.relay.cut({ session: peer.session });
    push(device, 1, PLAN, edit(1, 'a', 1));
    await world.clock.pass(10);
    expect(device.socket.closedWith).toBe(4401);
    expect(world.durable.tables.workspace.get('')!.head).toBe(1);
  });
});

describe('the replica door: pushing', () => {
  it('[PSH2] neither acks nor pokes before the commit is durable', async () => {
    let hold = true;
    let letGo: () => void = () => undefined;
    const fault = (point: string) => (hold && point === 'committed' ? new Promise<void>((resolve) => (letGo = resolve)) : undefined);
    hold = false;
    const world = newWorld({ fault });
    const ann = await world.device(await world.addUser('ann'));
    const bob = await world.device(await world.addUser('bob'));
    await world.putFacts({ writers: ['ann', 'bob'] });
    ann.heard();
    bob.heard();
    hold = true;
    push(ann, 1, PLAN, edit(1, 'a', 1));
    await world.clock.pass(100);
    expect([...ann.heard(), ...bob.heard()]).toEqual([]);
    hold = false;
    letGo();
    await settle();
    expect(ann.heard()).toEqual([
      { type: 'poke', head: 2 },
      { type: 'ack', answers: [{ n: 1, result: { kind: 'seq', seq: 2 } }] },
    ]);
    expect(bob.heard()).toEqual([{ type: 'poke', head: 2 }]);
  });

  it('[PSH8] a refused or damaged update disturbs no other of its message', async () => {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    await world.putFacts({ writers: ['ann'], frozen: ['case'] });
    ann.heard();
    const entries = [PLAN, 'no/name', `${EVENT}/case`, PLAN].map((name, n) => ({
      n,
      doc: name,
      generation: 0,
      update: edit(n + 1, `k${n}`, n),
    }));
    ann.say({ type: 'push', entries: [...entries, { n: 9, doc: PLAN, generation: 0, update: Uint8Array.of(1) }] });
    await world.clock.pass(10);
    expect(ann.heard().find((message) => message.type === 'ack')).toEqual({
      type: 'ack',
      answers: [
        { n: 0, result: { kind: 'seq', seq: 2 } },
        { n: 1, result: { kind: 'code', code: 'bad-name' } },
        { n: 2, result: { kind: 'code', code: 'frozen' } },
        { n: 3, result: { kind: 'seq', seq: 3 } },
        { n: 9, result: { kind: 'code', code: 'bad-update' } },
      ],
    });
  });

  it('answers not-stored when the commit fails, and takes the same update afterwards', async () => {
    let broken = false;
    const fault = (point: string) => {
      if (broken && point === 'commit') throw new Error('disk full');
    };
    const world = newWorld({ fault });
    const ann = await world.device(await world.addUser('ann'));
    await world.putFacts({ writers: ['ann'] });
    ann.heard();
    broken = true;
    push(ann, 1, PLAN, edit(1, 'a', 1));
    await world.clock.pass(10);
    expect(ann.heard()).toEqual([{ type: 'ack', answers: [{ n: 1, result: { kind: 'code', code: 'not-stored' } }] }]);
    broken = false;
    push(ann, 1, PLAN, edit(1, 'a', 1));
    await world.clock.pass(10);
    expect(ann.heard()).toContainEqual({ type: 'ack', answers: [{ n: 1, result: { kind: 'seq', seq: 2 } }] });
  });

  it('[NAM4] answers busy beyond MAX_QUEUED_PER_DEVICE entries that wait', async () => {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    ann.heard();
    const update = Uint8Array.of(0, 0);
    for (let sent = 0; sent < limits.MAX_QUEUED_PER_DEVICE; sent += limits.MAX_PUSH_ENTRIES) {
      ann.say({
        type: 'push',
        entries: Array.from({ length: limits.MAX_PUSH_ENTRIES }, (_, n) => ({ n, doc: PLAN, generation: 0, update })),
      });
    }
    push(ann, 7777, PLAN, update);
    await world.clock.pass(100);
    const answers = ann.heard().flatMap((message) => (message.type === 'ack' ? message.answers : []));
    const busy = answers.filter(({ result }) => result.kind === 'code' && result.code === 'busy');
    expect(busy.map(({ n }) => n)).toEqual([7777]);
    expect(answers).toHaveLength(limits.MAX_QUEUED_PER_DEVICE + 1);
  });

  it('[REF2] keeps a proposal once, and says so each time', async () => {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    ann.heard();
    for (let time = 0; time < 2; time++) {
      ann.say({
        type: 'quarantine',
        id: '00000000-0000-4000-8000-000000000101',
        doc: PLAN,
        generation: 0,
        code: 'frozen',
        bytes: Uint8Array.of(time),
      });
      await world.clock.pass(10);
      expect(ann.heard()).toEqual([{ type: 'kept', id: '00000000-0000-4000-8000-000000000101' }]);
    }
    expect((await world.store.read.quarantined('ann')).map((row) => row.bytes)).toEqual([Uint8Array.of(0)]);
  });
});

describe('the replica door: pulling', () => {
  async function start() {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    const eve = await world.device(await world.addUser('eve'), { accessVersion: 1 });
    await world.putFacts({ writers: ['ann'], readers: ['eve'] });
    push(ann, 1, PLAN, edit(1, 'a', 1));
    push(ann, 2, PRIVATE, edit(2, 'b', 1));
    await world.clock.pass(10);
    return { world, ann, eve };
  }

  it('[PUL1] gives every visible doc once in order of head, and the head when there is no more', async () => {
    const { world, ann, eve } = await start();
    const page = await pull(world, ann, 0);
    expect(kinds(page)).toEqual(['facts $facts', 'snapshot plan', 'snapshot private']);
    expect(page).toMatchObject({ next: 3, more: false, accessVersion: 1 });
    expect(doc(page, 'snapshot')).toMatchObject({ update: edit(1, 'a', 1), authors: [{ client: 1, user: 'ann', name: 'ANN' }] });
    // What is not due moves her cursor too, without a word about it.
    const hers = await pull(world, eve, 0);
    expect(kinds(hers)).toEqual(['facts $facts', 'snapshot plan']);
    expect(hers).toMatchObject({ next: 3, more: false });
    await world.store.write(async (tx) =>
      tx.addRow({ seq: await tx.nextSeq(), doc: null, actor: '', device: '', update: new Uint8Array(), at: 0 }),
    );
    expect(await pull(world, eve, hers.next, hers.id)).toMatchObject({ docs: [], next: 4, more: false });
  });

  it('[PUL4] a doc is tailed only after the page that brought it was confirmed', async () => {
    const { world, ann, eve } = await start();
    const first = await pull(world, eve, 0);
    push(ann, 3, PLAN, edit(3, 'c', 1));
    await world.clock.pass(10);
    expect(kinds(await pull(world, eve, first.next, ''))).toEqual(['snapshot plan']);
    const again = await pull(world, eve, 0);
    push(ann, 4, PLAN, edit(4, 'd', 1));
    await world.clock.pass(10);
    const page = await pull(world, eve, again.next, again.id);
    expect(kinds(page)).toEqual(['tail plan']);
    expect(doc(page, 'tail')).toMatchObject({
      rows: [{ seq: 5, actor: 'ann', update: edit(4, 'd', 1) }],
      authors: [{ client: 4, user: 'ann', name: 'ANN' }],
    });
  });

  it('[PUL2] compaction leaves every cursor good: rows that it took come as a snapshot', async () => {
    const { world, ann, eve } = await start();
    const first = await pull(world, eve, 0);
    for (let n = 0; n < limits.COMPACT_UPDATES; n++) push(ann, n, PLAN, edit(100 + n, `k${n}`, n));
    await world.clock.pass(100);
    expect((await world.store.read.part(PLAN))!.tailRows).toBeLessThan(limits.COMPACT_UPDATES);
    const page = await pull(world, eve, first.next, first.id);
    expect(kinds(page)).toEqual(['snapshot plan']);
    const seen = new Y.Doc();
    Y.applyUpdate(seen, doc(page, 'snapshot').update);
    expect(seen.getMap('fields').size).toBe(limits.COMPACT_UPDATES + 1);
    push(ann, 1, PLAN, edit(9, 'last', 1));
    await world.clock.pass(10);
    expect(kinds(await pull(world, eve, page.next, page.id))).toEqual(['tail plan']);
  });

  it('[PUL3] fills a page up to maxBytes, and lets one larger doc go alone', async () => {
    const { world, ann } = await start();
    push(ann, 3, `${EVENT}/case`, edit(5, 'long', 'x'.repeat(5000)));
    await world.clock.pass(10);
    const seen: string[][] = [];
    for (let cursor = 0, have = '', more = true; more;) {
      const page = await pull(world, ann, cursor, have, 500);
      expect(page.docs.length === 1 || encode(page).length <= 500).toBe(true);
      seen.push(kinds(page));
      ({ next: cursor, id: have, more } = page);
    }
    expect(seen.flat()).toEqual(['facts $facts', 'snapshot plan', 'snapshot private', 'snapshot case']);
    expect(seen.at(-1)).toEqual(['snapshot case']);
  });

  it('[PUL5] takes away what is held and not due any more, until that is confirmed', async () => {
    const { world, ann } = await start();
    const first = await pull(world, ann, 0);
    await world.putFacts({ readers: ['ann'] });
    await world.store.write((tx) => tx.raiseAccess('ann'));
    const lost = await pull(world, ann, first.next, first.id);
    expect(kinds(lost)).toEqual(['revoked private', 'facts $facts']);
    expect(lost.accessVersion).toBe(2);
    expect(kinds(await pull(world, ann, first.next, first.id))).toEqual(['revoked private', 'facts $facts']);
    const page = await pull(world, ann, first.next, first.id);
    expect(kinds(await pull(world, ann, page.next, page.id))).toEqual([]);
    expect((await world.store.read.held('ann-device')).map((row) => row.doc)).not.toContain(PRIVATE);
  });

  it('[PUL4] a doc of an unconfirmed page counts for revocation', async () => {
    const { world, ann } = await start();
    await pull(world, ann, 0);
    await world.putFacts({ readers: ['ann'] });
    await world.store.write((tx) => tx.raiseAccess('ann'));
    expect(kinds(await pull(world, ann, 0))).toEqual(
      ['revoked private', 'facts $facts', 'snapshot plan'].sort((a, b) => (a < b ? 1 : -1)).sort((a) => (a.startsWith('revoked') ? -1 : 1)),
    );
  });

  it('[PUL5] gives what became due later, although its head lies below the cursor, with the version on the last page', async () => {
    const { world, eve } = await start();
    await world.putFacts({ writers: ['ann'] }, 'event/00000000-0000-4000-8000-000000000002');
    const first = await pull(world, eve, 0);
    await world.putFacts({ writers: ['ann', 'eve'] });
    await world.store.write((tx) => tx.raiseAccess('eve'));
    const page = await pull(world, eve, first.next, first.id, 100);
    expect(kinds(page)).toEqual(['snapshot private']);
    expect(page).toMatchObject({ accessVersion: 2, more: true, next: first.next });
    const last = await pull(world, eve, page.next, page.id, 500);
    expect(kinds(last)).toEqual(['facts $facts']);
    expect(last).toMatchObject({ accessVersion: 2, more: false });
  });

  it('[PUL5] gives the new access version only with the page that ends the comparison', async () => {
    const { world, ann } = await start();
    const first = await pull(world, ann, 0);
    await world.putFacts({});
    await world.store.write((tx) => tx.raiseAccess('ann'));
    const seen: [string[], number][] = [];
    for (let page = first, more = true; more; more = page.more) {
      page = await pull(world, ann, page.next, page.id, 1);
      seen.push([kinds(page), page.accessVersion]);
    }
    expect(seen).toEqual([
      [['revoked plan'], 1],
      [['revoked private'], 1],
      [['revoked $facts'], 2],
    ]);
  });

  it('[PUL6] makes a page anew when rights moved before it was written as held', async () => {
    const { world, ann } = await start();
    ann.heard();
    await keepWriterWaiting(world);
    ann.say({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '' });
    await settle();
    // The page is made and waits for the writer; now the right ends.
    await world.putFacts({ readers: ['ann'] });
    await world.store.write((tx) => tx.raiseAccess('ann'));
    await world.clock.pass(50);
    const pages = ann.heard().filter((message) => message.type === 'page');
    expect(pages).toHaveLength(1);
    expect(pages[0]!.docs.map((one) => `${one.kind} ${one.doc}`)).toContain(`revoked ${PRIVATE}`);
    expect(pages[0]!.docs.filter((one) => one.kind !== 'revoked').map((one) => one.doc)).not.toContain(PRIVATE);
  });

  it('[PUL1] leaves out a part that Yjs cannot build and sends all others', async () => {
    const { world, ann } = await start();
    const doc2 = `${EVENT}/case`;
    const row = { doc: doc2, actor: 'ann', device: 'd', update: Uint8Array.of(1, 1, 9), at: 0 };
    await world.store.write(async (tx) => {
      for (let count = 0; count < 2; count++) {
        const seq = await tx.nextSeq();
        await tx.putPart({ doc: doc2, generation: 0, head: seq, snap: 0, bytes: 3, tailRows: count + 1, tailBytes: 3, changedAt: 0 });
        await tx.addRow({ ...row, seq });
      }
    });
    const page = await pull(world, ann, 0);
    expect(kinds(page)).toContain('snapshot plan');
    expect(kinds(page)).not.toContain('snapshot case');
    expect(page.more).toBe(false);
  });

  it('[PUL6] asks for the rights themselves too, and for the newest version, in the transaction that writes', async () => {
    for (const [facts, raise] of [
      [{ readers: ['ann'] }, false],
      [{ writers: ['ann'] }, true],
    ] as const) {
      const { world, ann } = await start();
      ann.heard();
      await keepWriterWaiting(world);
      ann.say({ type: 'pull', cursor: 0, maxBytes: limits.PAGE_BYTES, have: '' });
      await settle();
      await world.putFacts({ readers: [...(facts.readers ?? [])], writers: [...(facts.writers ?? [])] });
      if (raise) await world.store.write((tx) => tx.raiseAccess('ann'));
      await world.clock.pass(50);
      const [page] = ann.heard().filter((message) => message.type === 'page');
      const sent = page!.docs.filter((one) => one.kind !== 'revoked').map((one) => one.doc);
      expect([sent.includes(PRIVATE), page!.accessVersion]).toEqual(raise ? [true, 2] : [false, 1]);
    }
  });

  it('[PUL4] takes a part away from a device that wrote it and never pulled it', async () => {
    const { world, ann } = await start();
    await world.putFacts({});
    await world.store.write((tx) => tx.raiseAccess('ann'));
    expect(kinds(await pull(world, ann, 0))).toContain('revoked plan');
  });

  it('[EPO1] greets a device of another epoch with restored, and lets it bring back what others wrote until it pulls', async () => {
    const { world, eve } = await start();
    await world.store.write((tx) => tx.setEpoch('two'));
    await world.putFacts({ writers: ['eve'] });
    const back = await world.device({ user: 'eve', name: 'EVE', device: 'eve-device', session: 's' }, { epoch: 'one', accessVersion: 1 });
    expect(eve.socket.closedWith).toBe(4501);
    expect(back.heard()[0]).toMatchObject({ mode: 'restored', epoch: 'two' });
    // Ann's own document as it was before the restore: the server knows its first edit only.
    const foreign = new Y.Doc();
    foreign.clientID = 1;
    foreign.getMap('fields').set('a', 1);
    foreign.getMap('fields').set('z', 1);
    push(back, 1, PLAN, Y.encodeStateAsUpdate(foreign));
    await world.clock.pass(10);
    expect(back.heard()).toContainEqual({ type: 'ack', answers: [{ n: 1, result: { kind: 'seq', seq: 5 } }] });
    await pull(world, back, 0);
    foreign.getMap('fields').set('y', 1);
    push(back, 2, PLAN, Y.encodeStateAsUpdate(foreign));
    await world.clock.pass(10);
    expect(back.heard()).toContainEqual({ type: 'ack', answers: [{ n: 2, result: { kind: 'code', code: 'foreign-client' } }] });
    const next = await world.device({ user: 'eve', name: 'EVE', device: 'eve-device', session: 's' }, { epoch: 'two', accessVersion: 1 });
    expect(next.heard()[0]).toMatchObject({ mode: 'full' });
  });
});

describe('the replica door: limits of its own', () => {
  it('[NAM4] lets MAX_BACKLOG messages wait while it greets, and closes with one more', async () => {
    for (const [extra, code] of [
      [0, null],
      [1, 4503],
    ] as const) {
      const world = newWorld();
      const peer = await world.addUser('ann');
      const socket = newSocket();
      const joined = world.relay.replica.join(socket, peer);
      joined.receive(
        encode({
          type: 'hello',
          protocol: PROTOCOL,
          schemas: '',
          device: peer.device,
          workspace: '',
          epoch: '',
          cursor: 0,
          accessVersion: 0,
        }),
      );
      for (let count = 0; count < MAX_BACKLOG + extra; count++) joined.receive(encode({ type: 'ping' }));
      await settle();
      expect(socket.closedWith).toBe(code);
    }
  });

  it('[NAM4] keeps proposals up to MAX_QUARANTINE_BYTES_PER_USER and answers no KEPT beyond', async () => {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    ann.heard();
    const stored = { user: 'ann', device: 'd', doc: PLAN, generation: 0, code: 'frozen', at: 0 };
    await world.store.write((tx) => tx.addQuarantine({ ...stored, id: 'old', bytes: new Uint8Array(MAX_QUARANTINE_BYTES_PER_USER - 2) }));
    const [tooMuch, fits] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
    for (const [id, bytes] of [
      [tooMuch, 3],
      [fits, 2],
      // Kept already.
      [fits, 2],
    ] as const) {
      ann.say({ type: 'quarantine', id, doc: PLAN, generation: 0, code: 'frozen', bytes: new Uint8Array(bytes) });
      await world.clock.pass(10);
    }
    expect(ann.heard()).toEqual([
      { type: 'kept', id: fits },
      { type: 'kept', id: fits },
    ]);
  });

  it('[NAM4] keeps MAX_QUARANTINE_ROWS_PER_USER proposals, however small, and takes no id but a UUID', async () => {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    ann.heard();
    const stored = { user: 'ann', device: 'd', doc: PLAN, generation: 0, code: 'frozen', at: 0, bytes: new Uint8Array() };
    await world.store.write(async (tx) => {
      for (let n = 1; n < MAX_QUARANTINE_ROWS_PER_USER; n++) await tx.addQuarantine({ ...stored, id: `${n}` });
    });
    const ids = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
    for (const id of ids) {
      ann.say({ type: 'quarantine', id, doc: PLAN, generation: 0, code: 'frozen', bytes: new Uint8Array() });
      await world.clock.pass(10);
    }
    expect(ann.heard()).toEqual([{ type: 'kept', id: ids[0] }]);
    ann.say({ type: 'quarantine', id: 'x'.repeat(1000), doc: PLAN, generation: 0, code: 'frozen', bytes: new Uint8Array() });
    expect(ann.socket.closedWith).toBe(4400);
  });

  it('[NAM4] answers an update above MAX_UPDATE_BYTES before it waits for the writer', async () => {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    ann.heard();
    push(ann, 1, PLAN, new Uint8Array(limits.MAX_UPDATE_BYTES + 1));
    // No time passes, so that no commit happens.
    await settle();
    expect(ann.heard()).toEqual([{ type: 'ack', answers: [{ n: 1, result: { kind: 'code', code: 'too-large' } }] }]);
  });

  it('[NAM4] gives at most MAX_PAGE_BYTES, whatever is asked for', async () => {
    const world = newWorld();
    const ann = await world.device(await world.addUser('ann'));
    await world.putFacts({ writers: ['ann'] });
    const size = limits.MAX_PAGE_BYTES / 3;
    for (const [n, name] of ['plan', 'case', 'private'].entries()) push(ann, n, `${EVENT}/${name}`, edit(n + 1, 'k', 'x'.repeat(size)));
    await world.clock.pass(10);
    const page = await pull(world, ann, 0, '', Number.MAX_SAFE_INTEGER);
    expect(encode(page).length).toBeLessThanOrEqual(limits.MAX_PAGE_BYTES);
    expect(page).toMatchObject({ more: true });
    expect(page.docs).toHaveLength(3);
  });
});
