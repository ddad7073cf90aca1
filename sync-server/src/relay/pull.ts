/** Making a page: by document, in order of head (SPEC PUL). Reads what was committed; `hold-page` then writes what is sent. */
import { encode, limits, parseDoc, recordOf, type DocName, type Page, type PageDoc } from '@qiao/sync/protocol';
import type { Reader } from '../store/contract.ts';
import type { HeldRow, PartRow, RecordRow } from '../store/rows.ts';
import { holdPage } from './hold-page.ts';
import { newId, type Random } from './ids.ts';
import type { Writer } from './job.ts';
import { PAGE_SCAN } from './limits.ts';
import { makeDocs, pageBytes } from './page-doc.ts';
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
  const { device, cursor, have, maxBytes } = request;
  const { head } = await read.workspace();
  const due = createDue(read, rights, person);
  const page: Page = { type: 'page', id: newId(random), next: cursor, more: true, accessVersion: request.accessVersion, docs: [] };
  const add = createFiller(page, maxBytes);

  if (request.accessVersion !== person.accessVersion) {
    const held = await read.held(device);
    const still = await due(held.map((row) => row.doc));
    for (const row of held) {
      if (row.state === 'leaving' && row.page === have) continue;
      if (!still.has(row.doc) && !add({ kind: 'revoked', doc: row.doc, head })) return page;
    }
    const owned = new Map(held.map((row) => [row.doc, row]));
    // Docs above the cursor come below in their turn, as snapshots too, for they are not held.
    for await (const parts of batches(read, 0, cursor, maxBytes)) {
      const missing = parts.filter(({ doc }) => !isHeld(owned.get(doc), have));
      for (const { doc } of await make(missing, () => false)) if (doc && !add(doc)) return page;
    }
  }
  page.accessVersion = person.accessVersion;

  for await (const parts of batches(read, cursor, head, maxBytes)) {
    const docs = parts.map(({ doc }) => doc);
    const known = new Map((await read.heldDocs(device, docs)).map((row) => [row.doc, row]));
    for (const { part, doc } of await make(parts, (one) => isHeld(known.get(one), have))) {
      if (doc && !add(doc)) return page;
      page.next = part.head;
    }
  }
  return { ...page, next: head, more: false };

  /** Each part with its doc, or null for one that is not this person's, is gone, or cannot be read. */
  async function make(parts: readonly PartRow[], isHere: (doc: string) => boolean): Promise<{ part: PartRow; doc: PageDoc | null }[]> {
    const allowed = await due(parts.map(({ doc }) => doc));
    const wanted = parts.flatMap((part) => {
      const found = allowed.get(part.doc);
      return found ? [{ part, record: found.record, name: found.name.part, held: isHere(part.doc) }] : [];
    });
    const made = await makeDocs(read, wanted, cursor);
    const docs = new Map(wanted.map(({ part }, n) => [part.doc, made[n]!]));
    return parts.map((part) => {
      const doc = docs.get(part.doc) ?? null;
      if (doc !== 'unreadable') return { part, doc };
      unreadable(part.doc);
      return { part, doc: null };
    });
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

/** Those of the docs that this person may have, each with its record, which is read once a page. */
function createDue(
  read: Reader,
  rights: Rights,
  person: Person,
): (docs: readonly string[]) => Promise<Map<string, { record: RecordRow; name: DocName }>> {
  const records = new Map<string, RecordRow | null>();
  return async (docs) => {
    const names = docs.flatMap((doc) => {
      const name = parseDoc(doc);
      return name ? [{ doc, name, record: recordOf(doc) }] : [];
    });
    const unknown = new Map(names.filter(({ record }) => !records.has(record)).map(({ record, name }) => [record, name]));
    for (const record of unknown.keys()) records.set(record, null);
    if (unknown.size > 0) for (const row of await read.recordsOf([...unknown.values()])) records.set(`${row.kind}/${row.id}`, row);
    return new Map(
      names.flatMap(({ doc, name, record: id }) => {
        const record = records.get(id);
        return record && rights.mayRead(person, record, name.part) ? [[doc, { record, name }] as const] : [];
      }),
    );
  };
}

/**
 * Parts with a head above `after` and not above `until`, in order of head, by as many as may fill a page. One that moves on
 * meanwhile comes with its next page.
 */
async function* batches(read: Reader, after: number, until: number, maxBytes: number): AsyncGenerator<PartRow[]> {
  for (let from = after; from < until;) {
    const found = await read.partsAfter(from, PAGE_SCAN);
    const parts = found.filter(({ head }) => head <= until);
    for (let begin = 0; begin < parts.length;) {
      let bytes = 0;
      let end = begin;
      while (end < parts.length && (end === begin || bytes < maxBytes)) bytes += parts[end++]!.bytes;
      yield parts.slice(begin, end);
      begin = end;
    }
    if (parts.length < found.length || found.length === 0) return;
    from = parts.at(-1)!.head;
  }
}
