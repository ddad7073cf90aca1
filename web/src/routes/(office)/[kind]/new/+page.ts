import { kindNamed } from '@qiao/domain/kinds';
import { error } from '@sveltejs/kit';
import type { PageLoad } from './$types';

export const load: PageLoad = ({ params }) => {
  const kind = kindNamed(params.kind);
  if (!kind) error(404);
  return { kind };
};
