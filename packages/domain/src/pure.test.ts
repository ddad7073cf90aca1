import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file),
);

test('the domain asks no clock, no chance, no network and no disk', () => {
  expect(sources.length).toBeGreaterThan(50);
  for (const file of sources) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(text, file).not.toMatch(
      /Date\.now|new Date\(\)|Temporal\.Now|Math\.random|crypto\.|fetch\(|performance\.|setTimeout|setInterval|from 'node:/,
    );
  }
});
