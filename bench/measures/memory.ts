import { atRest, PEOPLE, pooled, usage, type Guest, type Subject } from '../harness.ts';
import { contentOf } from './content.ts';

/** Items of a document of about 10 KB. */
const ITEMS = 80;
/** Documents that are opened and filled before the first look, so that what a server takes once is not counted; no more than are measured. */
const MOST_WARM = 1000;
const warmFor = (count: number): number => Math.min(MOST_WARM, count);
/** Connections that are made at once. */
const WIDTH = 32;

/** Connections of people who opened an empty document each and do nothing, megabytes for each thousand. */
export async function idleConnections(subject: Subject, count: number): Promise<number> {
  const warmUp = warmFor(count);
  const docs = await subject.makeDocs(count + warmUp);
  const guests: Guest[] = [];
  const open = (names: readonly string[]): Promise<void> =>
    pooled([...names.entries()], WIDTH, async ([n, doc]) => {
      const guest = await subject.join(doc, n % PEOPLE);
      await guest.synced;
      guests.push(guest);
    });
  await open(docs.slice(0, warmUp));
  const before = await memory(subject);
  await open(docs.slice(warmUp));
  const after = await memory(subject);
  for (const guest of guests) guest.close();
  return perThousand(after - before, count);
}

/** Documents that a device is kept in step with, by whatever connections that takes, megabytes for each thousand. */
export async function followedDocuments(subject: Subject, count: number): Promise<number> {
  const warmUp = warmFor(count);
  const docs = await subject.makeDocs(count + warmUp);
  const content = contentOf(ITEMS);
  await subject.fill(docs.slice(0, warmUp), () => content);
  const warm = await (await subject.newDevice()).follow(docs.slice(0, warmUp));
  const before = await memory(subject);
  await subject.fill(docs.slice(warmUp), () => content);
  const end = await (await subject.newDevice()).follow(docs.slice(warmUp));
  const after = await memory(subject);
  warm();
  end();
  return perThousand(after - before, count);
}

async function memory(subject: Subject): Promise<number> {
  await atRest(subject);
  return usage([subject.pids().own]).memory;
}

const perThousand = (bytes: number, count: number): number => ((bytes / count) * 1000) / 1024 / 1024;
