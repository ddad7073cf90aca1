import { writeSchedule } from '@qiao/domain/plan';
import { event, project, readPart, type Projected } from '@qiao/domain';
import { factsOf } from '../access/authorise.ts';
import { buildDoc } from '../relay/part-docs.ts';
import { openExisting } from './data.ts';
import { Refused, say } from './words.ts';

/** `export-programme EVENT`: schedule JSON on standard output; what it has no place for on standard error. */
export async function exportProgramme([id]: string[]): Promise<void> {
  if (!id) throw new Refused({ zh: '要写会议编号：export-programme EVENT', en: 'Name the event: export-programme EVENT' });
  const store = await openExisting();
  try {
    const record = await store.read.record(event.name, id);
    if (!record) throw new Refused({ zh: `没有会议 ${id}。`, en: `There is no event ${id}.` });
    const parts: Projected = {};
    for (const part of ['case', 'plan', 'people']) {
      const ydoc = buildDoc(await store.read.partState(`${event.name}/${id}/${part}`));
      parts[part] = readPart(event, part, project(event, part, ydoc), factsOf(record).version);
    }
    const { text, leftOut } = writeSchedule(parts);
    for (const { title, why } of leftOut) console.error(`${title}: ${say(why)}`);
    process.stdout.write(text);
  } finally {
    await store.close();
  }
}
