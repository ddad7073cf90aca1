import { atRest, changedUntil, median, ROOT, until, type Subject } from '../harness.ts';

/** How often the server is started again and the document opened; the median counts. */
const TIMES = 3;
/** Edits that are under way before the writer waits for another to have seen them. */
const AHEAD = 500;

/** A document after so many single edits, all over it: from opening it on a server that has just started to having it, milliseconds. */
export async function coldOpen(subject: Subject, edits: number): Promise<number | null> {
  if (!subject.stores) return null;
  const [doc] = await subject.makeDocs(1);
  const [writer, reader] = [await subject.join(doc!, 0), await subject.join(doc!, 1)];
  await Promise.all([writer.synced, reader.synced]);
  const text = writer.ydoc.getText(ROOT);
  let place = 1;
  for (let n = 0; n < edits; n++) {
    // A walk that is the same in each run: where people write hangs together.
    place = (place * 16_807) % 2_147_483_647;
    text.insert(place % (text.length + 1), 'x');
    if (n % AHEAD === AHEAD - 1) await until('the edits on another screen', () => reader.ydoc.getText(ROOT).length === n + 1, 60_000);
  }
  await until('the last edit', () => reader.ydoc.getText(ROOT).length === edits, 60_000);
  writer.close();
  reader.close();
  await atRest(subject);
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    await subject.reopen();
    const begin = performance.now();
    const guest = await subject.join(doc!, 0);
    await changedUntil(guest.ydoc, () => guest.ydoc.getText(ROOT).length === edits, `${subject.name}: the document`);
    times.push(performance.now() - begin);
    guest.close();
    await atRest(subject);
  }
  return median(times);
}
