// `npm test`: everything that must hold, in order of how soon it tells. Ends with one line that adds up all runners.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ensureChromium } from './chromium.mjs';

const node = join('node_modules', '.bin', 'node');
const out = mkdtempSync(join(tmpdir(), 'qiao-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, told once more at the end: a log that is cut keeps its last lines. */
const failures = [];
const CHROMIUM_PATH = ensureChromium();

function run(args, env = {}) {
  return spawnSync(node, args, { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH, ...env } }).status === 0;
}

/** One check that either holds or not. */
function check(title, args) {
  console.log(`\n· ${title}`);
  const ok = run(args);
  total[ok ? 'passed' : 'failed'] += 1;
  if (!ok) failures.push(title);
  return ok;
}

function add(runner, counts, ok) {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  // A runner that broke off before it could count has failed, whatever it counted.
  if (!ok && counts.failed === 0) {
    total.failed += 1;
    failures.push(`${runner} broke off`);
  }
}

function tell(title, message) {
  failures.push([title, ...stripVTControlCharacters(message ?? '').split('\n')].slice(0, 12).join('\n    '));
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function unitTests() {
  console.log('\n· unit, contract and component tests, short simulation');
  const file = join(out, 'vitest.json');
  const ok = run(['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const report = readJson(file);
  for (const { name, message, assertionResults } of report?.testResults ?? []) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName, failureMessages } of failed) tell(`${relative('.', name)}: ${fullName}`, failureMessages[0]);
    if (message && failed.length === 0) tell(relative('.', name), message);
  }
  add(
    'vitest',
    {
      passed: report?.numPassedTests ?? 0,
      failed: report?.numFailedTests ?? 0,
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    },
    ok,
  );
}

function endToEnd() {
  console.log('\n· end to end in Chromium');
  const file = join(out, 'playwright.json');
  const ok = run(['node_modules/@playwright/test/cli.js', 'test', '--config', 'web/e2e/playwright.config.ts'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  const report = readJson(file);
  for (const { title, tests } of specsOf(report?.suites)) {
    const result = tests.find(({ status }) => status === 'unexpected')?.results.at(-1);
    if (result) tell(title, result.error?.message);
  }
  const stats = report?.stats;
  add(
    'playwright',
    { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0, skipped: stats?.skipped ?? 0 },
    ok,
  );
}

const specsOf = (suites = []) => suites.flatMap((suite) => [...suite.specs, ...specsOf(suite.suites)]);

check('types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
check('svelte: sync', ['scripts/web.mjs', 'sync']);
check('svelte: types', ['scripts/web.mjs', 'check']);
check('lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']);
check('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']);
check('import law', [
  'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
  '--config',
  '.dependency-cruiser.cjs',
  'packages',
  'sync-server',
  'web/src',
  'bench',
]);
unitTests();
if (check('build', ['scripts/web.mjs', 'build'])) {
  check('first route within its budget', ['scripts/budget.mjs']);
  endToEnd();
}
rmSync(out, { recursive: true, force: true });
if (failures.length > 0) console.log(`\nfailed:\n  ${failures.join('\n  ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
