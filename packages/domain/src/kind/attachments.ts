/**
 * Attachments: a list that every part of every kind has, so that a paper may hang on whatever it belongs to and has that part's
 * rights and its freezing. The bytes lie elsewhere, by their hash (SPEC BLB); here stand names.
 */
import { isEmptyValue } from './fields/field.ts';
import type { Field, Item, List, Part, PartValue } from './types.ts';
import type { FileValue } from './values.ts';

/** The root of the list. No kind may use it for a list of its own. */
export const ATTACHMENTS = 'attachments';

const list: List = {
  label: { zh: '附件', en: 'Attachments' },
  title: 'name',
  fields: {
    /** Apart from the file's own name, so that renaming and replacing do not contend. */
    name: { type: 'text', max: 255, label: { zh: '名称', en: 'Name' } },
    file: { type: 'file', label: { zh: '文件', en: 'File' } },
    /** A small picture of it, a blob of its own: others see what it is without fetching it whole. */
    preview: { type: 'file', label: { zh: '缩略图', en: 'Thumbnail' } },
    at: { type: 'instant', label: { zh: '添加时间', en: 'Attached' } },
  },
};

/** The part with the list that every part has. */
export const withAttachments = (part: Part): Part => ({ ...part, lists: { ...part.lists, [ATTACHMENTS]: list } });

/** Whether the part uses the name for something else. */
export const takesTheirName = ({ fields, lists, texts }: Part): boolean =>
  (lists?.[ATTACHMENTS] ?? list) !== list || texts?.[ATTACHMENTS] !== undefined || fields?.[ATTACHMENTS]?.type === 'rich';

export interface Attachment {
  id: string;
  name: string;
  file: FileValue;
  preview: FileValue | null;
  /** ISO date-time with offset and zone; null where nobody said. */
  at: string | null;
}

/** A part's attachments in their order. Items without a file are none, whatever else they hold. */
export function attachmentsOf(value: PartValue): Attachment[] {
  return (value.lists[ATTACHMENTS] ?? []).flatMap((item) => readAttachment(item) ?? []);
}

function readAttachment(item: Item): Attachment | null {
  const file = item['file'] as FileValue | null;
  if (!file) return null;
  const name = item['name'] as string;
  return {
    id: item.id,
    name: isEmptyValue(name) ? file.name : name,
    file,
    preview: item['preview'] as FileValue | null,
    at: item['at'] as string | null,
  };
}

/** A cell of a part that holds a file: a field of the type, or one of an item of a list. */
export interface FileCell {
  /** Where it is written: `fields` and the field's name, or the list and `item/field`. */
  root: string;
  key: string;
  /** Name of its reference within the part (SPEC BLB6). */
  item: string;
  file: FileValue;
}

/** The files of a part that stand in cells of their own, attachments not among them. */
export function filesOf({ fields, lists }: Part, value: PartValue): FileCell[] {
  const cell = (root: string, id: string, name: string, held: unknown): FileCell[] =>
    held === null ? [] : [{ root, ...fileCellOf(id, name), file: held as FileValue }];
  return [
    ...fileFields(fields).flatMap((name) => cell('fields', '', name, value.fields[name] ?? null)),
    ...Object.entries(lists ?? {}).flatMap(([root, definition]) =>
      root === ATTACHMENTS
        ? []
        : fileFields(definition.fields).flatMap((name) =>
            (value.lists[root] ?? []).flatMap((item) => cell(root, item.id, name, item[name] ?? null)),
          ),
    ),
  ];
}

/** Key and reference of a file's cell; `id` is empty for a field that is no item's. */
export const fileCellOf = (id: string, name: string): Pick<FileCell, 'key' | 'item'> =>
  id === '' ? { key: name, item: name } : { key: `${id}/${name}`, item: `${id}.${name}` };

const fileFields = (fields: Readonly<Record<string, Field>> | undefined): string[] =>
  Object.entries(fields ?? {}).flatMap(([name, { type }]) => (type === 'file' ? [name] : []));

/** The value without its list of attachments where that is empty: what was decided on before there were any has the same text. */
export function withoutEmptyAttachments(value: PartValue): PartValue {
  if ((value.lists[ATTACHMENTS] ?? []).length > 0) return value;
  const { [ATTACHMENTS]: _none, ...lists } = value.lists;
  return { ...value, lists };
}
