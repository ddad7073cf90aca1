import type { Reference } from '@qiao/domain/kind';
import { asWords } from '#local/records/row.ts';
import type { OpenRecord } from '#local/record/open-record.svelte.ts';
import { pick } from '#messages/index.svelte.ts';

/** Items of a list of the same record as choices: `plan/rooms`. Empty when the part is not open here. */
export function itemsOf(record: OpenRecord, path: string): Reference[] {
  const [part = '', list = ''] = path.split('/');
  const definition = record.kind.parts[part]?.lists?.[list];
  const items = record.parts[part]?.value.lists[list] ?? [];
  return definition ? items.map((item) => ({ id: item.id, label: pick(asWords(item[definition.title])) })) : [];
}
