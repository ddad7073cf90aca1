/** What chance may do with attachments. */
import { fetchBytes } from '../src/blobs/fetching.ts';
import { BLOB_PIECE_BYTES } from '../src/protocol/limits.ts';
import type { Device, Tab } from './device.ts';
import { hashOf, PAPERS } from './blob-ledger.ts';
import { PARTS } from './office.ts';
import type { World } from './world.ts';

/** Store steps never come back to a tab that dies meanwhile: nothing here may wait for them. */
const unawaited = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

/** Takes a file into a part of a record that is here, as the app does: bytes first, then the reference. */
export function attach(world: World, device: Device, tab: Tab): void {
  const { rng } = world;
  const records = [...device.disk.facts.keys()];
  if (records.length === 0) return;
  const doc = `${rng.pick(records)}/${rng.pick(PARTS)}`;
  const bytes = rng.pick(PAPERS);
  // At times the disk has changed what was hashed.
  const hash = rng.chance(0.05) ? hashOf(rng.bytes(8)) : hashOf(bytes);
  const place = { hash, doc, item: rng.uuid() };
  unawaited(
    (async () => {
      for (let from = 0, n = 0; from < bytes.length; from += BLOB_PIECE_BYTES, n++)
        await tab.store.putBlobPieces(hash, bytes.length, n, [bytes.subarray(from, from + BLOB_PIECE_BYTES)]);
      if (await tab.client.attach(place)) world.blobs.kept(device.account, place);
    })(),
  );
}

/** Fetches what a part here refers to. */
export function fetch(world: World, device: Device, tab: Tab): void {
  const { rng } = world;
  // What a page shows: a part that is here because it was pulled, not one that somebody only opened by its name.
  const refs = [...world.server.durable.tables.blobRef.values()].filter(({ doc }) => {
    const part = device.disk.parts.get(doc);
    return part !== undefined && !part.gone && part.head > 0;
  });
  if (refs.length === 0) return;
  const { hash, doc } = rng.pick(refs);
  const bytes = PAPERS.find((one) => hashOf(one) === hash)?.length ?? 0;
  const place = { hash, doc, item: rng.uuid() };
  unawaited(
    fetchBytes(tab.store, { place, bytes, at: 1 }, async (_hash, from) => {
      const answer = await world.fetchBlob(device.account, hash);
      if (!answer.ok) return answer;
      const rest = answer.bytes.subarray(from);
      return {
        ok: true,
        from,
        bytes: {
          async *[Symbol.asyncIterator]() {
            yield rest;
          },
        },
      };
    }),
  );
}

/** Asks for the bytes of a hash that the server has, and to refer to it from what one may write, without having had it. */
export function guess(world: World, device: Device): void {
  const { rng } = world;
  const hashes = [...world.server.durable.tables.blob.keys()];
  const records = [...device.disk.facts.keys()];
  if (hashes.length === 0 || records.length === 0) return;
  const hash = rng.pick(hashes);
  unawaited(world.fetchBlob(device.account, hash));
  unawaited(world.referTo(device.account, { hash, doc: `${rng.pick(records)}/plan`, item: rng.uuid() }));
}

/** Lets go of what is safe, tries again or discards what was refused. */
export function settle(world: World, device: Device, tab: Tab): void {
  const { rng } = world;
  const refs = [...device.disk.blobRefs.values()];
  if (refs.length === 0) return;
  const { state, ...place } = rng.pick(refs);
  if (state === 'refused' && rng.chance(0.3)) {
    // The person's word counts, even when the tab dies before it hears that it was done.
    world.blobs.discarded(place);
    unawaited(tab.client.discardBlob(place));
  } else if (state === 'refused') unawaited(tab.client.retryBlob(place));
  else unawaited(letGo(world, device, tab, place.hash));
}

/** As the app does: only when the server has just said that it has the bytes (SPEC ATT6). */
async function letGo(world: World, device: Device, tab: Tab, hash: string): Promise<void> {
  if (world.careless) return void (await tab.store.letGoBlob(hash));
  const answer = await world.fetchBlob(device.account, hash);
  if (!answer.ok || !(await tab.store.letGoBlob(hash))) return;
  world.blobs.letGo(device.account, hash);
}
