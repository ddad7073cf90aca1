import { kindNamed } from '@qiao/domain/kinds';
import { error } from '@sveltejs/kit';
import { replacedView } from '#generic/replaced.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  const kind = kindNamed(params.kind);
  if (!kind) error(404);
  return { kind, Replacing: await replacedView(kind.name, 'List') };
};
