import { event } from '@qiao/domain/kinds';
import type { Change } from '#local/journal/changes.ts';
import { pick } from '#messages/index.svelte.ts';
import { compoundName } from '../list/item-names.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { planLocale, planWords } from '../words.ts';

const named = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const { zh, en } = value as { zh?: unknown; en?: unknown };
  const [first, second] = planLocale() === 'en' ? [en, zh] : [zh, en];
  return (typeof first === 'string' && first) || (typeof second === 'string' && second) || '';
};

/** What an item of the plan is called: as it stands, as it was taken away, or by what the change itself says. */
export function itemName(room: PlanRoom, part: string, change: Pick<Change, 'root' | 'item' | 'cells'>): string {
  const list = event.parts[part]?.lists?.[change.root];
  if (!list) {
    const text = event.parts[part]?.texts?.[change.root]?.label;
    return text ? pick(text) : planWords().away.fields;
  }
  const here = room.parts.value(part).lists[change.root]?.find((item) => item.id === change.item);
  const gone =
    here ??
    room.parts
      .live(part)
      ?.removed(change.root)
      .find((item) => item.id === change.item);
  const name =
    (gone && compoundName(change.root, gone, planLocale())) || named(gone?.[list.title]) || (gone ? named(gone['latinName']) : '');
  if (name) return name;
  const told = change.cells.find((cell) => cell.field.split('.')[0] === list.title);
  return named(told?.after ?? told?.before) || `${pick(list.label)}（${planWords().table.untitled}）`;
}
