import { CALENDAR_ALARM_MINUTES, writeCalendar, writeSchedule, writeXml, type WrittenSchedule } from '@qiao/domain/plan';
import { event, project, readPart, type Projected } from '@qiao/domain';
import { parseArgs } from 'node:util';
import { factsOf } from '../access/authorise.ts';
import { buildDoc } from '../relay/part-docs.ts';
import { openExisting } from './data.ts';
import { Refused, say } from './words.ts';

interface Asked {
  language: string;
  alarm: boolean;
  /** Only what everybody may read. */
  public: boolean;
}

/** What each format makes of an event; the calendar's words are Chinese unless English is asked for. */
const FORMATS: Record<string, (parts: Projected, asked: Asked) => WrittenSchedule> = {
  json: (parts, { public: isPublic }) => writeSchedule(parts, { isPublic }),
  xml: (parts, { public: isPublic }) => writeXml(parts, { isPublic }),
  ics: (parts, { language, alarm }) =>
    writeCalendar(parts, {
      locale: language === 'en' ? 'en' : 'zh-CN',
      stamp: new Date().toISOString(),
      alarm: alarm ? CALENDAR_ALARM_MINUTES : null,
    }),
};

/** `export-programme EVENT`: the file on standard output; what it has no place for on standard error. */
export async function exportProgramme(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'json' },
      language: { type: 'string', default: 'zh' },
      alarm: { type: 'boolean', default: false },
      public: { type: 'boolean', default: false },
    },
  });
  const [id] = positionals;
  if (!id) throw new Refused({ zh: '要写会议编号：export-programme EVENT', en: 'Name the event: export-programme EVENT' });
  const write = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
  if (!write) {
    const known = Object.keys(FORMATS).join(', ');
    throw new Refused({
      zh: `没有 ${values.format} 这种格式。可写 ${known}。`,
      en: `There is no format ${values.format}. Write one of ${known}.`,
    });
  }
  const store = await openExisting();
  try {
    const record = await store.read.record(event.name, id);
    if (!record) throw new Refused({ zh: `没有会议 ${id}。`, en: `There is no event ${id}.` });
    const parts: Projected = {};
    for (const part of ['case', 'plan', 'people']) {
      const ydoc = buildDoc(await store.read.partState(`${event.name}/${id}/${part}`));
      parts[part] = readPart(event, part, project(event, part, ydoc), factsOf(record).version);
    }
    const { text, leftOut } = write(parts, values);
    for (const { what, why } of leftOut) console.error(`${say(what)}: ${say(why)}`);
    process.stdout.write(text);
  } finally {
    await store.close();
  }
}
