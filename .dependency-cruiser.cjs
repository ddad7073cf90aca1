/** The import law: which room may look into which. Run by `npm run lint`. */
const kindFolder = '^packages/domain/src/kinds/([^/]+)/';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kind-engine-knows-no-kind',
      severity: 'error',
      from: { path: '^packages/domain/src/kind/' },
      to: { path: '^packages/domain/src/kinds/' },
    },
    {
      name: 'kinds-do-not-import-kinds',
      severity: 'error',
      from: { path: kindFolder },
      to: { path: '^packages/domain/src/kinds/[^/]+/', pathNot: '^packages/domain/src/kinds/$1/' },
    },
    {
      name: 'domain-stands-alone',
      severity: 'error',
      from: { path: '^packages/domain/' },
      to: { path: '^(packages/sync|sync-server|web)/' },
    },
    {
      name: 'sync-knows-no-kind',
      severity: 'error',
      from: { path: '^packages/sync/src/' },
      to: { path: '^(packages/domain|sync-server|web)/' },
    },
    {
      name: 'relay-moves-bytes',
      severity: 'error',
      from: { path: '^sync-server/src/relay/', pathNot: '[.]test[.]ts$' },
      to: {
        path: '^(packages/domain/|sync-server/src/(store/(sqlite|postgres|memory)|commands|access|project|ops)/|.*drizzle-orm|.*better-sqlite3)',
      },
    },
    {
      name: 'lucia-in-one-folder',
      severity: 'error',
      from: { path: '^sync-server/', pathNot: '^sync-server/src/access/' },
      to: { path: 'node_modules/lucia/' },
    },
    {
      name: 'ui-kit-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^web/src/ui/' },
      to: { path: '^(web/src/(?!ui/)|packages/)' },
    },
    {
      name: 'rooms-do-not-import-rooms',
      severity: 'error',
      from: { path: '^web/src/rooms/([^/]+)/' },
      to: { path: '^web/src/rooms/[^/]+/', pathNot: '^web/src/rooms/$1/' },
    },
    {
      name: 'benchmarks-stand-outside',
      severity: 'error',
      from: { path: '^(packages|sync-server|web)/' },
      to: { path: '^bench/' },
    },
    {
      // They speak to a server as any client does: over its sockets. The database that one of them needs is the tests' own.
      name: 'benchmarks-see-the-wire-alone',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^(packages/domain|packages/sync/src/(?!protocol/)|sync-server/(?!src/testing/postgres[.]ts)|web/(?!e2e/))' },
    },
    { name: 'web-has-no-server', severity: 'error', from: { path: '^web/src/' }, to: { path: '^sync-server/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(node_modules|[.]svelte-kit|/build/)' },
    // An import of types alone ties two rooms as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
};
