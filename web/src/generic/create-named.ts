import type { Kind, Reference } from '@qiao/domain/kind';
import { createNamed } from '#local/record/intents.ts';
import { fieldAt, splitPath } from '#local/records/row.ts';
import { currentLocale } from '#messages/index.svelte.ts';

/** Where a typed name of a kind goes. A kind says it in `kinds/<kind>/naming.ts` when it is not simply the title. */
export type NameCell = (typed: string) => { part: string; key: string };

const own = import.meta.glob<NameCell>('../kinds/*/naming.ts', { eager: true, import: 'nameCell' });

/** Makes a record of the kind with this name, here at once, for a picker that found nobody. */
export async function addNamed(kind: Kind, typed: string): Promise<Reference> {
  const name = typed.trim();
  const { part, field } = splitPath(kind.views.title);
  const suffix = fieldAt(kind, kind.views.title)?.type === 'localized' ? `.${currentLocale()}` : '';
  const cell = own[`../kinds/${kind.name}/naming.ts`]?.(name) ?? { part, key: `${field}${suffix}` };
  const id = await createNamed(kind, [{ ...cell, value: name }]);
  return { id, label: name };
}
