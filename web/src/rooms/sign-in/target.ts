/** Where to go after signing in: an address of this app, never of another site. */
export function localTarget(url: URL): string {
  const to = new URL(url.searchParams.get('to') ?? '/', url.origin);
  return to.origin === url.origin ? to.pathname + to.search : '/';
}
