/** `import-programme FILE`: the whole import in one transaction, through the same decision and the same append as a device's. */
import {
  applyImport,
  PROGRAMME_MAX_BYTES,
  previewImport,
  readPresent,
  readProgramme,
  sharedSessions,
  type ImportDocs,
  type ImportPreview,
  type Schedule,
} from '@qiao/domain/plan';
import { event, isFrozen, recordId, type Facts } from '@qiao/domain';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import * as Y from 'yjs';
import { factsOf, rights } from '../access/authorise.ts';
import { domainPerson } from '../access/domain-person.ts';
import { answerOnce, type CommandDeps } from '../commands/decide.ts';
import { mayComeBack } from '../commands/coming-back.ts';
import { openWriter } from '../open-writer.ts';
import { appendUpdate } from '../relay/append.ts';
import { handle, jobKind, type Handlers, type Scope } from '../relay/job.ts';
import { buildDoc } from '../relay/part-docs.ts';
import type { Reader } from '../store/contract.ts';
import { place } from './data.ts';
import { Refused, say } from './words.ts';

/** Stands for the command line where a device is named. */
const DEVICE = 'command-line';
const PARTS = ['case', 'plan', 'people'] as const;

export interface Imported extends Pick<ImportPreview, 'counts'> {
  event: string;
}

export const importJob = jobKind<{ schedule: Schedule; user: string }, Imported>('import-programme');

export const importHandlers = (deps: CommandDeps): Handlers => handle(importJob, (scope, payload) => importInto(deps, scope, payload));

/** Prints one line of JSON: `{event, sessions, people, rooms, tracks, refused}`. */
export async function importProgramme([file]: string[]): Promise<void> {
  if (!file) throw new Refused({ zh: '要写日程文件名：import-programme FILE', en: 'Name the file: import-programme FILE' });
  const schedule = await readFile(file);
  const { store, writer } = await openWriter(place(), importHandlers);
  try {
    const director = (await store.read.users()).find((user) => !user.disabled && domainPerson(user).roles.includes('director'));
    if (!director)
      throw new Refused({ zh: '还没有处长账号，无法建会议。先添加一位。', en: 'There is no director to make the event. Add one first.' });
    const { event: id, counts } = await writer.submit(importJob, { schedule, user: director.id });
    console.log(JSON.stringify({ event: id, ...counts }));
  } finally {
    await writer.close();
    await store.close();
  }
}

async function readFile(file: string): Promise<Schedule> {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new Refused({ zh: `没有 ${file} 这个文件。`, en: `There is no file ${file}.` });
  // Not read at all when it cannot be taken.
  const text = size > PROGRAMME_MAX_BYTES ? ' '.repeat(PROGRAMME_MAX_BYTES + 1) : readFileSync(file, 'utf8');
  const read = await readProgramme(text);
  if (read.ok) return read.schedule;
  for (const { path, words } of read.errors) console.error(path ? `${path}: ${say(words)}` : say(words));
  throw new Refused({ zh: '文件没有导入，什么也没有写。', en: 'The file was not imported; nothing was written.' });
}

async function importInto(deps: CommandDeps, scope: Scope, { schedule, user }: { schedule: Schedule; user: string }): Promise<Imported> {
  const { tx } = scope;
  const facts = (await findEvent(tx, schedule)) ?? (await makeEvent(deps, scope, user));
  const docs = await openDocs(tx, facts);
  const updates = collectUpdates(docs);
  const preview = previewImport(schedule, readPresent(docs));
  applyImport(preview, docs);
  for (const { part, update } of updates) {
    const doc = `event/${facts.id}/${part}`;
    const generation = (await tx.part(doc))?.generation ?? 0;
    const answer = await appendUpdate({ rights, parts: deps.parts, mayComeBack }, scope, {
      user,
      device: DEVICE,
      doc,
      generation,
      update,
      from: '',
      returned: false,
    });
    // A throw undoes all of it.
    if (answer.kind === 'hold' || answer.kind === 'code')
      throw new Error(`${doc} was not taken: ${answer.kind === 'code' ? answer.code : 'hold'}`);
  }
  return { event: facts.id, counts: preview.counts };
}

/** The event that the file is of, by an earlier import or by the export that it is: the one with most of its sessions. */
async function findEvent(read: Reader, schedule: Schedule): Promise<Facts | null> {
  let best: { facts: Facts; shared: number } | null = null;
  for (let after = ''; ;) {
    const records = await read.records(event.name, after, 100);
    for (const record of records) {
      const facts = factsOf(record);
      if (facts.archived) continue;
      const shared = sharedSessions(schedule, readPresent(await openDocs(read, facts)));
      if (shared > (best?.shared ?? 0)) best = { facts, shared };
    }
    const last = records.at(-1);
    if (!last) return best?.facts ?? null;
    after = last.id;
  }
}

async function makeEvent(deps: CommandDeps, scope: Scope, user: string): Promise<Facts> {
  const record = recordId(scope.now, new Uint8Array(randomBytes(16)));
  const answer = await answerOnce(deps, scope, {
    user,
    device: DEVICE,
    command: { id: randomUUID(), type: 'create', kind: event.name, record },
  });
  if (!answer.ok || !answer.facts) throw new Error(`the event was not made: ${answer.ok ? 'no facts' : answer.code}`);
  return answer.facts;
}

/** The case only while it takes edits. */
async function openDocs(read: Reader, facts: Facts): Promise<ImportDocs> {
  const open = async (part: string): Promise<Y.Doc> => buildDoc(await read.partState(`event/${facts.id}/${part}`));
  const docs: ImportDocs = { plan: await open('plan'), people: await open('people') };
  if (!isFrozen(event, facts, 'case')) docs.case = await open('case');
  return docs;
}

/** Updates in the order in which they are made, from now on. */
function collectUpdates(docs: ImportDocs): { part: string; update: Uint8Array }[] {
  const updates: { part: string; update: Uint8Array }[] = [];
  for (const part of PARTS) docs[part]?.on('update', (update: Uint8Array) => updates.push({ part, update }));
  return updates;
}
