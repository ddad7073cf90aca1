import { isRecordId } from '@qiao/domain/shared/ids';
import { kindNamed } from '@qiao/domain/kinds';
import { error } from '@sveltejs/kit';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params, url }) => {
  const kind = kindNamed(params.kind);
  const part = url.searchParams.get('part') ?? '';
  if (!kind || !isRecordId(params.id) || !Object.hasOwn(kind.parts, part)) error(404);
  return { kind, id: params.id, part, back: url.searchParams.get('back') };
};
