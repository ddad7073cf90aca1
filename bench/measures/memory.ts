import { atRest, PEOPLE, pooled, usage, type Guest, type Subject } from '../harness.ts';
import { contentOf } from './content.ts';

/** Items of a document of about 10 KB. */
const ITEMS = 80;
/** Documents that are opened and filled before the first look, so that what a server takes once is not counted. */
const WARM = 200;
/** Connections that are made at once. */
const WIDTH = 32;

/** Connections of people who opened an empty document each and do nothing, megabytes for each thousand. */
export async function idleConnections(subject: Subject, count: number): Promise<number> {
  const docs = await subject.makeDocs(count + WARM);
  const guests: Guest[] = [];
  const open = (names: readonly string[]): Promise<void> =>
    pooled([...names.entries()], WIDTH, async ([n, doc]) => {
      const guest = await subject.join(doc, n % PEOPLE);
      await guest.synced;
      guests.push(guest);
    });
  await open(docs.slice(0, WARM));
  const before = await memory(subject);
  await open(docs.slice(WARM));
  const after = await memory(subject);
  for (const guest of guests) guest.close();
  return perThousand(after - before, count);
}

/** Documents that a device is kept in step with, by whatever connections that takes, megabytes for each thousand. */
export async function followedDocuments(subject: Subject, count: number): Promise<number> {
  const docs = await subject.makeDocs(count + WARM);
  const content = contentOf(ITEMS);
  await subject.fill(docs.slice(0, WARM), () => content);
  const warm = await (await subject.newDevice()).follow(docs.slice(0, WARM));
  const before = await memory(subject);
  await subject.fill(docs.slice(WARM), () => content);
  const end = await (await subject.newDevice()).follow(docs.slice(WARM));
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
