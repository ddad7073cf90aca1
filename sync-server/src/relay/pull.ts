/** Making a page: by document, in order of head (SPEC PUL). Reads what was committed; `hold-page` then writes what is sent. */
import { encode, limits, parseDoc, type DocName, type Page, type PageDoc } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import type { HeldRow, PartRow, RecordRow } from '../store/rows.ts';
import { holdPage } from './hold-page.ts';
import { newId, type Random } from './ids.ts';
import type { Writer } from './job.ts';
import { PAGE_SCAN } from './limits.ts';
import { makeDoc, pageBytes } from './page-doc.ts';
import { personOf } from './person.ts';
import type { Person, Rights } from './ports.ts';

export interface PullRequest {
  user: string;
  device: string;
  cursor: number;
  maxBytes: number;
  have: string;
  /** The access version that the device knows. */
  accessVersion: number;
  /** The device has brought back what it owed since a restore, or has nothing to bring (SPEC EPO1). */
  settled: boolean;
  /** Rises whenever a commit changed what this person may see. */
  accessMoves(): number;
}

export interface PullDeps {
  read: Reader;
  writer: Writer;
  rights: Rights;
  random: Random;
  /** A part that Yjs cannot build is left out of pages: one damaged part must not keep everything else from everybody. */
  unreadable: (doc: string) => void;
}

/** The page for this device, written as held; null when the person is gone. @throws NotStored */
export async function pull(deps: PullDeps, request: PullRequest): Promise<Page | null> {
  for (;;) {
    const person = personOf(await deps.read.user(request.user));
    if (!person) return null;
    const moves = request.accessMoves();
    const page = await makePage(deps, request, person);
    const sent = page.docs.filter((doc) => doc.kind !== 'revoked').map((doc) => doc.doc);
    const leaving = page.docs.filter((doc) => doc.kind === 'revoked').map((doc) => doc.doc);
    const { user, device, have, settled } = request;
    const answer = await deps.writer.submit(holdPage, {
      user,
      device,
      have,
      settled,
      page: page.id,
      accessVersion: person.accessVersion,
      sent,
      leaving,
    });
    // Rights moved between reading and writing, or by the very group of the commit: not a byte of this page may leave (SPEC PUL6).
    if (answer === 'written' && request.accessMoves() === moves) return page;
  }
}

async function makePage({ read, rights, random, unreadable }: PullDeps, request: PullRequest, person: Person): Promise<Page> {
  const { cursor, have } = request;
  const { head } = await read.workspace();
  const due = createDue(read, rights, person);
  const page: Page = { type: 'page', id: newId(random), next: cursor, more: true, accessVersion: request.accessVersion, docs: [] };
  const add = createFiller(page, request.maxBytes);

  if (request.accessVersion !== person.accessVersion) {
    const held = await read.held(request.device);
    for (const row of held) {
      if (row.state === 'leaving' && row.page === have) continue;
      if (!(await due(row.doc)) && !add({ kind: 'revoked', doc: row.doc, head })) return page;
    }
    const owned = new Map(held.map((row) => [row.doc, row]));
    // Docs above the cursor come below in their turn, as snapshots too, for they are not held.
    for await (const part of partsBetween(read, 0, cursor)) {
      if (isHeld(owned.get(part.doc), have)) continue;
      const doc = await makeDue(part, false);
      if (doc && !add(doc)) return page;
    }
  }
  page.accessVersion = person.accessVersion;

  for await (const part of partsBetween(read, cursor, head)) {
    const doc = await makeDue(part, isHeld(await read.heldDoc(request.device, part.doc), have));
    if (doc && !add(doc)) return page;
    page.next = part.head;
  }
  return { ...page, next: head, more: false };

  async function makeDue(part: PartRow, held: boolean): Promise<PageDoc | null> {
    const found = await due(part.doc);
    const doc = found && (await makeDoc(read, found.record, found.name.part, part, cursor, held));
    if (doc !== 'unreadable') return doc;
    unreadable(part.doc);
    return null;
  }
}

/** Known to be on the device: confirmed before, or by this very pull. */
const isHeld = (row: HeldRow | null | undefined, have: string): boolean =>
  row?.state === 'held' || (row?.state === 'sent' && row.page === have && have !== '');

/** Adds docs while they fit; the first always does (SPEC PUL3). False: full, the doc was not added. */
function createFiller(page: Page, maxBytes: number): (doc: PageDoc) => boolean {
  const most = Math.min(maxBytes, limits.MAX_PAGE_BYTES);
  // The list's count may grow to a full number.
  let used = encode(page).length + 8;
  return (doc) => {
    const bytes = pageBytes(doc);
    if (page.docs.length > 0 && used + bytes > most) return false;
    used += bytes;
    page.docs.push(doc);
    return true;
  };
}

/** Whether this person may have a doc, with its record, each record read once a page. */
function createDue(read: Reader, rights: Rights, person: Person): (doc: string) => Promise<{ record: RecordRow; name: DocName } | null> {
  const records = new Map<string, RecordRow | null>();
  return async (doc) => {
    const name = parseDoc(doc);
    if (!name) return null;
    const key = `${name.kind}/${name.id}`;
    let record = records.get(key);
    if (record === undefined) records.set(key, (record = await read.record(name.kind, name.id)));
    return record && rights.mayRead(person, record, name.part) ? { record, name } : null;
  };
}

/** Parts with a head above `after` and not above `until`, in order of head. One that moves on meanwhile comes with its next page. */
async function* partsBetween(read: Reader, after: number, until: number): AsyncGenerator<PartRow> {
  for (let from = after; from < until;) {
    const parts = await read.partsAfter(from, PAGE_SCAN);
    for (const part of parts) {
      if (part.head > until) return;
      yield part;
    }
    const last = parts.at(-1);
    if (!last) return;
    from = last.head;
  }
}
