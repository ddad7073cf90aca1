import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KINDS, kindNamed } from './index.ts';

describe('the register', () => {
  test('lists each folder of kinds once and nothing else', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(KINDS.map((kind) => kind.name).sort()).toEqual(folders.map((folder) => folder.name).sort());
  });

  test('finds a kind by name, and nothing by the names that objects are born with', () => {
    expect(kindNamed('event')?.desk).toBe(7);
    expect(kindNamed('constructor')).toBeUndefined();
    expect(kindNamed('__proto__')).toBeUndefined();
  });
});
