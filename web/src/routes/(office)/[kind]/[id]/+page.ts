import { isRecordId } from '@qiao/domain/shared/ids';
import { kindNamed } from '@qiao/domain/kinds';
import { error } from '@sveltejs/kit';
import { replacedView } from '#generic/replaced.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  const kind = kindNamed(params.kind);
  if (!kind || !isRecordId(params.id)) error(404);
  return { kind, id: params.id, Replacing: await replacedView(kind.name, 'Detail') };
};
