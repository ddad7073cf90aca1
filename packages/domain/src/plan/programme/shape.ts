/**
 * The outer shape of a schedule file, checked with valibot: lenient where files in the world deviate from the published
 * schema without harm, strict where something would be lost. What is not named here passes through.
 */
import * as v from 'valibot';
import type { Words } from '../../kind/types.ts';

const text = v.nullish(v.string(), '');
const list = v.nullish(v.array(v.unknown()), []);

/** Programs that know no difference between an empty list and an empty object write `[]` for a day without sessions. */
const rooms = v.pipe(
  v.unknown(),
  v.transform((value) => (Array.isArray(value) && value.length === 0 ? {} : value)),
  v.custom<object>((value) => !Array.isArray(value)),
  v.record(v.string(), v.array(v.unknown())),
);

export const FileShape = v.looseObject({
  schedule: v.looseObject({
    conference: v.looseObject({
      title: v.string(),
      start: text,
      end: text,
      time_zone_name: text,
      days: v.array(
        v.looseObject({
          date: v.string(),
          day_start: text,
          day_end: text,
          rooms,
        }),
      ),
      rooms: list,
      tracks: list,
    }),
  }),
});

export const PersonShape = v.looseObject({
  name: text,
  public_name: text,
  guid: text,
  code: text,
  id: v.nullish(v.pipe(v.number(), v.safeInteger()), null),
});

export const SessionShape = v.looseObject({
  guid: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
  title: v.string(),
  date: text,
  start: text,
  end: text,
  duration: text,
  room: text,
  id: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), null),
  code: text,
  slug: text,
  url: text,
  logo: text,
  subtitle: text,
  track: text,
  type: text,
  language: text,
  abstract: text,
  description: text,
  recording_license: text,
  do_not_record: v.nullish(v.boolean(), false),
  persons: v.nullish(v.array(PersonShape), []),
  links: list,
  attachments: list,
});

export const RoomShape = v.looseObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1)),
  guid: text,
  capacity: v.nullish(v.number(), null),
});

export const TrackShape = v.looseObject({ name: v.pipe(v.string(), v.trim(), v.minLength(1)) });

export type FileOutput = v.InferOutput<typeof FileShape>;
export type PersonFile = v.InferOutput<typeof PersonShape>;
export type SessionFile = v.InferOutput<typeof SessionShape>;

export interface Fault {
  /** `schedule.conference.days[0].rooms["Curie"][3].date` */
  path: string;
  words: Words;
}

export const fault = (path: string, zh: string, en: string): Fault => ({ path, words: { zh, en } });

/** Checks a value; the answer is the value with defaults, or what is wrong with it, each by its path below `base`. */
export function check<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  base: string,
): { ok: true; output: v.InferOutput<S> } | { ok: false; faults: Fault[] } {
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, output: result.output };
  return { ok: false, faults: result.issues.map((issue) => ({ path: base + pathOf(issue.path ?? []), words: wordsOf(issue) })) };
}

/** `.days[0].rooms["Hall A"]`. */
const pathOf = (items: readonly { key?: unknown }[]): string => items.map((item) => step(item.key)).join('');

export const step = (key: unknown): string =>
  typeof key === 'number' ? `[${key}]` : /^[A-Za-z_]\w*$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(String(key))}]`;

const TYPES: Record<string, Words> = {
  string: { zh: '文字', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: '真或假', en: 'true or false' },
  Array: { zh: '列表', en: 'a list' },
  Object: { zh: '对象', en: 'an object' },
};

function wordsOf(issue: v.BaseIssue<unknown>): Words {
  if (issue.received === 'undefined') return { zh: '缺这一项。', en: 'This is missing.' };
  if (issue.type === 'min_length') return { zh: '这里不能是空的。', en: 'This must not be empty.' };
  if (issue.type === 'max_length') return { zh: '标识过长，最多 64 个字符。', en: 'The identifier is too long: at most 64 characters.' };
  const plain = issue.type === 'custom' ? 'Object' : (issue.expected ?? '').replace(/[()"]/g, '').split(' | ')[0]!;
  const type = Object.hasOwn(TYPES, plain) ? TYPES[plain]! : { zh: '别的内容', en: 'something else' };
  return { zh: `这里应为${type.zh}，实为 ${issue.received}。`, en: `This should be ${type.en}, not ${issue.received}.` };
}
