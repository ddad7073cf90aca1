import { goto } from '$app/navigation';
import { page } from '$app/state';
import type { Kind } from '@qiao/domain/kind';
import type { Query, SortBy, Tab } from '#local/records/query.ts';
import { session } from '#local/session/session.svelte.ts';
import { currentLocale } from '#messages/index.svelte.ts';

const DEFAULT_SORT: Query['sort'] = { by: 'changed', down: true };

const isSort = (kind: Kind, text: string): text is SortBy =>
  ['title', 'state', 'owner', 'changed'].includes(text) || (text.startsWith('cell:') && kind.views.columns.includes(text.slice(5)));

const isTab = (kind: Kind, text: string): text is Tab =>
  ['all', 'mine', 'waiting', 'archived'].includes(text) || (text.startsWith('state:') && text.slice(6) in kind.workflow.states);

/** What a list shows stands in its address: Back and a link bring the same filters. */
export function queryOf(kind: Kind, params: Pick<URLSearchParams, 'get'>): Query {
  const tab = params.get('tab') ?? 'all';
  const [by = '', way = ''] = (params.get('sort') ?? '').split(',');
  return {
    kind: kind.name,
    tab: isTab(kind, tab) ? tab : 'all',
    search: params.get('q') ?? '',
    sort: isSort(kind, by) ? { by, down: way === 'down' } : DEFAULT_SORT,
    locale: currentLocale(),
    me: session.me.user.id,
  };
}

const ALL: Tab = 'all';

/** The address of the same list with some of it changed; what is the default is left out. */
export function hrefOf(query: Query, change: Partial<Pick<Query, 'tab' | 'search' | 'sort'>>): string {
  const next = { ...query, ...change };
  const params = new URLSearchParams();
  if (next.tab !== ALL) params.set('tab', next.tab);
  if (next.search) params.set('q', next.search);
  if (next.sort.by !== DEFAULT_SORT.by || next.sort.down !== DEFAULT_SORT.down) {
    params.set('sort', `${next.sort.by},${next.sort.down ? 'down' : 'up'}`);
  }
  const text = params.toString();
  return `/${next.kind}${text ? `?${text}` : ''}`;
}

/** Typing in the search changes the address in place: Back leaves the list, not one letter. */
export function replaceQuery(query: Query, change: Partial<Pick<Query, 'tab' | 'search' | 'sort'>>): void {
  const href = hrefOf(query, change);
  if (href !== page.url.pathname + page.url.search) void goto(href, { replace: true, reset: false });
}
