/** `npm run sim -- --seeds N --from S`: many seeded runs; the first broken one stops with its seed and rule. */
import { parseArgs } from 'node:util';
import { runSeed } from './run.ts';
import type { RunReport } from './world.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } } });
const from = Number(values.from);
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || seeds < 1) {
  console.error('Say whole numbers: npm run sim -- --seeds 1000 --from 1');
  process.exit(2);
}
const totals: Record<string, number> = {};
let last: RunReport | null = null;
for (let seed = from; seed < from + seeds; seed++) {
  try {
    last = await runSeed({ seed });
  } catch (error) {
    console.error(`seed ${seed} broke: ${error instanceof Error ? error.message : String(error)}`);
    console.error(`again: npm run sim -- --seeds 1 --from ${seed}`);
    process.exit(1);
  }
  for (const [key, count] of Object.entries({
    ...last.actions,
    acks: last.acks,
    pages: last.pages,
    'live updates': last.liveUpdates,
    proposals: last.proposals,
    adopted: last.adopted,
    'references taken': last.referred,
    'blobs fetched': last.fetched,
    'attachments refused': last.refusedHere,
  })) {
    totals[key] = (totals[key] ?? 0) + count;
  }
}
console.log(`${seeds} seeds from ${from}: all invariants held`);
console.log(
  Object.entries(totals)
    .map(([key, count]) => `${key} ${count}`)
    .join(', '),
);
