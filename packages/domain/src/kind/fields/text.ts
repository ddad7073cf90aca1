import { cutText } from '../../shared/typed-text.ts';
import type { Localized } from '../../shared/names.ts';
import { parseZone } from '../../shared/instants.ts';
import { refuse } from '../../shared/words.ts';
import { LINES_MAX, TEXT_MAX } from '../limits.ts';
import { own, type FieldOf, type FieldRules } from './rules.ts';

/** UTF-16 units that the field holds. */
export const textMax = (field: { max?: number; lines?: boolean }): number => field.max ?? (field.lines === true ? LINES_MAX : TEXT_MAX);

/** Control characters but tab and line ends go; a text of one line has no line ends. */
function cleanText(raw: unknown, max: number, lines: boolean): string {
  if (typeof raw !== 'string') return '';
  const text = cutText(raw, max).replace(/[^\P{Cc}\t\n\r]/gu, '');
  return lines ? text : text.replace(/[\t\n\r]+/g, ' ');
}

function parseText(text: string, max: number, lines: boolean) {
  const typed = cleanText(text, text.length, lines).trim();
  if (typed.length <= max) return { ok: true as const, value: typed };
  return refuse(
    `最多 ${max} 字，现有 ${typed.length} 字。可删去 ${typed.length - max} 字。`,
    `At most ${max} characters, this has ${typed.length}. Shorten it by ${typed.length - max}.`,
  );
}

export const textRules: FieldRules<FieldOf<'text'>, string> = {
  normalise: (field, raw) => cleanText(raw, textMax(field), field.lines === true),
  parse: (field, text) => (field.zone === true ? parseZone(text) : parseText(text, textMax(field), field.lines === true)),
  format: (_field, value) => value,
};

/** One cell a language; typed text belongs to the language it is typed in, the other one is left empty here. */
export const localizedRules: FieldRules<FieldOf<'localized'>, Localized> = {
  normalise: (field, raw) => ({
    zh: cleanText(own(raw, 'zh'), textMax(field), false),
    en: cleanText(own(raw, 'en'), textMax(field), false),
  }),
  parse: (field, text, locale) => {
    const parsed = parseText(text, textMax(field), false);
    if (!parsed.ok) return parsed;
    return { ok: true, value: locale === 'en' ? { zh: '', en: parsed.value } : { zh: parsed.value, en: '' } };
  },
  format: (_field, value, locale) => (locale === 'en' ? value.en || value.zh : value.zh || value.en),
};

/** The text itself lies in a root fragment; here is its plain text only. */
export const richRules: FieldRules<FieldOf<'rich'>, string> = {
  normalise: (_field, raw) => (typeof raw === 'string' ? raw : ''),
  parse: () => refuse('这一栏在正文里写。', 'This is written in the text itself.'),
  format: (_field, value) => value,
};
