/** Where to go after signing in: an address of this app, never of another site. */
export function localTarget(url: { origin: string; searchParams: Pick<URLSearchParams, 'get'> }): string {
  const to = new URL(url.searchParams.get('to') ?? '/', url.origin);
  return to.origin === url.origin ? to.pathname + to.search : '/';
}
