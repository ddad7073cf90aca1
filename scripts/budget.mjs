// The first route's download: everything that index.html asks for before anything can be seen, compressed as it is served.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Kilobytes of 1,024 bytes, compressed. */
const FIRST_ROUTE_KB = 190;
const build = 'web/build';

/** Static imports only: what is imported later is not the first route's. */
function imports(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith('.js')) return seen;
  const text = readFileSync(join(build, file), 'utf8');
  for (const [, target] of text.matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w*${},\s]*\s*from\s*)?["'](\.{1,2}\/[^"']+\.js)["']/g)) {
    imports(join(dirname(file), target), seen);
  }
  return seen;
}

const html = readFileSync(join(build, 'index.html'), 'utf8');
const asked = [...html.matchAll(/(?:href|src|import\()\s*=?\s*["'(]*"?\/?(_app\/[^"')]+\.(?:js|css))/g)].map(([, file]) => file);
const files = new Set(['index.html']);
for (const file of asked) for (const one of imports(file)) files.add(one);
if (files.size < 3) {
  console.error('The budget check found no scripts in index.html: mend the check.');
  process.exit(1);
}
const bytes = [...files].reduce((sum, file) => {
  const compressed = join(build, `${file}.br`);
  try {
    return sum + statSync(compressed).size;
  } catch {
    return sum + statSync(join(build, file)).size;
  }
}, 0);
const kb = Math.round((bytes / 1024) * 10) / 10;
console.log(`first route: ${kb} KB compressed in ${files.size} files, budget ${FIRST_ROUTE_KB} KB`);
process.exit(kb <= FIRST_ROUTE_KB ? 0 : 1);
