import { cutText, plainTyped } from '../../shared/typed-text.ts';
import { refuse } from '../../shared/words.ts';
import { MANY_MAX } from '../limits.ts';
import type { FileValue, Reference } from '../values.ts';
import { enumerate, splitTyped } from './choice.ts';
import { own, type FieldOf, type FieldRules } from './rules.ts';

const ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/;
const LABEL_MAX = 200;

export const referenceRules: FieldRules<FieldOf<'reference'>, Reference | null | readonly Reference[]> = {
  normalise: (field, raw) => {
    if (field.many !== true) return readReference(raw);
    const found = new Map<string, Reference>();
    for (const entry of Array.isArray(raw) ? (raw as unknown[]).slice(0, MANY_MAX) : []) {
      const reference = readReference(entry);
      if (reference && !found.has(reference.id)) found.set(reference.id, reference);
    }
    return [...found.values()];
  },
  parse: (field, text, _locale, context) => {
    const typed = plainTyped(text);
    if (typed === '') return { ok: true, value: field.many === true ? [] : null };
    const found: Reference[] = [];
    for (const name of field.many === true ? splitTyped(typed) : [typed]) {
      const reference = context.find?.(name) ?? null;
      if (!reference)
        return refuse(
          `没有找到“${name}”，或同名的不止一个。可从列表中选。`,
          `Nothing, or more than one, is called “${name}”. Choose from the list.`,
        );
      if (!found.some((other) => other.id === reference.id)) found.push(reference);
    }
    return { ok: true, value: field.many === true ? found : found[0]! };
  },
  format: (_field, value, locale) =>
    enumerate(
      listOf(value).map((one) => one.label),
      locale,
    ),
};

function readReference(raw: unknown): Reference | null {
  const [id, label] = [own(raw, 'id'), own(raw, 'label')];
  if (typeof id !== 'string' || !ID.test(id) || id in Object.prototype) return null;
  return { id, label: typeof label === 'string' ? cutText(label, LABEL_MAX).replace(/\p{Cc}+/gu, ' ') : '' };
}

/** The references of a value, whether the field takes one or many. */
const listOf = (value: Reference | null | readonly Reference[]): readonly Reference[] =>
  value === null ? [] : 'id' in value ? [value] : value;

const HASH = /^[0-9a-f]{64}$/;
const MEDIA = /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/;
const NAME_MAX = 255;

export const fileRules: FieldRules<FieldOf<'file'>, FileValue | null> = {
  normalise: (_field, raw) => {
    const [bytes, name, preview] = [readBytes(raw), own(raw, 'name'), readBytes(own(raw, 'preview'))];
    if (!bytes || typeof name !== 'string') return null;
    // Without the key where there is none: what was decided on before there were any has the same text.
    return { ...bytes, name: cutText(name, NAME_MAX).replace(/[\p{Cc}/\\]+/gu, ' '), ...(preview ? { preview } : {}) };
  },
  parse: () => refuse('附件从本机选取，不能打字。', 'Choose a file; it cannot be typed.'),
  format: (_field, value) => value?.name ?? '',
};

function readBytes(raw: unknown): Pick<FileValue, 'hash' | 'bytes' | 'media'> | null {
  const [hash, bytes, media] = [own(raw, 'hash'), own(raw, 'bytes'), own(raw, 'media')];
  if (typeof hash !== 'string' || !HASH.test(hash)) return null;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return null;
  const known = typeof media === 'string' && MEDIA.test(media);
  return { hash, bytes: bytes + 0, media: known ? media : 'application/octet-stream' };
}

const YES = ['是', '有', '对', '√', '✓', 'yes', 'y', 'true', '1', 'x'];
const NO = ['', '否', '无', '没有', '不', 'no', 'n', 'false', '0', '-'];

export const flagRules: FieldRules<FieldOf<'flag'>, boolean> = {
  normalise: (_field, raw) => raw === true,
  parse: (_field, text) => {
    const typed = plainTyped(text).toLowerCase();
    if (YES.includes(typed)) return { ok: true, value: true };
    return NO.includes(typed) ? { ok: true, value: false } : refuse('这里填“是”或“否”。', 'This takes yes or no.');
  },
  format: (_field, value, locale) => (value ? (locale === 'en' ? 'Yes' : '是') : ''),
};
