import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { canonicalJson, contentHash, coveredJson } from './canonical.ts';
import { addItem, setCell } from './edit.ts';
import { checkRules, findingId } from './finding.ts';
import { readPart } from './lenses.ts';
import { missing } from './missing.ts';
import { movesFrom } from './moves.ts';
import { emptyPart, project } from './project.ts';
import { settle, settlements, unsettle } from './settle.ts';
import { aLeader, anOfficer, toy, toyFacts } from './toy.fixture.ts';
import { MOVES, type Finding, type Kind } from './types.ts';

describe('what a decision covers', () => {
  test('[DEC3] is the same text whatever the order of writing, and another when a cell differs', () => {
    const [one, two] = [new Y.Doc(), new Y.Doc()];
    setCell(one, 'fields', 'text', 'a');
    setCell(one, 'fields', 'number', 5);
    setCell(two, 'fields', 'number', 5);
    setCell(two, 'fields', 'text', 'b');
    setCell(two, 'fields', 'text', 'a');
    const json = (ydoc: Y.Doc) => coveredJson(toy, 'submit', { open: project(toy, 'open', ydoc) });
    expect(json(one)).toBe(json(two));
    setCell(two, 'fields', 'flag', true);
    expect(json(one)).not.toBe(json(two));
    expect(json(one)).toContain('"projection":1');
  });

  test('is null for a move that covers nothing and where a covered part is not at hand', () => {
    expect(coveredJson(toy, 'withdraw', { open: emptyPart(toy, 'open') })).toBeNull();
    expect(coveredJson(toy, 'submit', { shut: emptyPart(toy, 'shut') })).toBeNull();
  });

  test('the hash is of salt and text together', () => {
    expect(contentHash('{}', 's1')).not.toBe(contentHash('{}', 's2'));
    expect(contentHash('{}', 's1')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('RFC 8785: keys sorted by UTF-16, numbers in their shortest form, no JSON refused', () => {
    expect(canonicalJson({ b: 1e21, a: [0.1, -0], '€': '\n' })).toBe('{"a":[0.1,0],"b":1e+21,"€":"\\n"}');
    expect(() => canonicalJson(NaN)).toThrow();
    expect(() => canonicalJson(undefined)).toThrow('not a JSON value');
  });
});

describe('lenses', () => {
  test('a record of an older version is read as the present one, a present one as it is', () => {
    const part = { ...emptyPart(toy, 'open'), fields: { text: 'x' } };
    expect(readPart(toy, 'open', part, 1).fields.text).toBe('lens x');
    expect(readPart(toy, 'open', part, 2)).toBe(part);
    expect(readPart(toy, 'shut', part, 1)).toBe(part);
  });
});

describe('what is missing', () => {
  test('names needed cells that are empty, in fields and in items, of the parts at hand', () => {
    const ydoc = new Y.Doc();
    addItem(ydoc, 'rows', { id: 'r1', values: { text: 'no title' } });
    addItem(ydoc, 'rows', { id: 'r2', values: { 'title.en': 'titled' } });
    const paths = (fields: Y.Doc) => missing(toy, { open: project(toy, 'open', fields) }).map((cell) => cell.path);
    expect(paths(ydoc)).toEqual(['open.title', 'open/rows/r1/title']);
    setCell(ydoc, 'fields', 'title.zh', '有了');
    expect(paths(ydoc)).toEqual(['open/rows/r1/title']);
    expect(missing(toy, {})).toEqual([]);
  });
});

describe('the workflow bar', () => {
  test('shows all moves, those that cannot be made with why', () => {
    const options = movesFrom(toy, toyFacts({ state: 'sent' }), aLeader);
    expect(options.map((option) => option.move)).toEqual([...MOVES]);
    expect(options.filter((option) => option.possible).map((option) => [option.move, option.to, option.needsReason])).toEqual([
      ['approve', 'done', false],
      ['return', 'draft', true],
    ]);
    for (const option of options) expect(option.why === null).toBe(option.possible);
    expect(options.find((option) => option.move === 'withdraw')?.why?.zh).toContain('科员');
    expect(options.find((option) => option.move === 'submit')?.why?.zh).toContain('现在是');
  });

  test('an archived record offers nothing', () => {
    expect(movesFrom(toy, toyFacts({ archived: true }), anOfficer).some((option) => option.possible)).toBe(false);
  });
});

describe('findings', () => {
  const finding = (id: string, severity: Finding['severity']): Finding => ({
    id,
    rule: 'r',
    severity,
    items: [],
    cells: [],
    words: toy.label,
    remedies: [],
  });

  test('clashes stand before warnings', () => {
    const kind: Kind = { ...toy, rules: { one: () => [finding('w', 'warning')], two: () => [finding('c', 'clash')] } };
    expect(checkRules(kind, {}, null).map((each) => each.id)).toEqual(['c', 'w']);
  });

  test('an id is of rule and items, in any order', () => {
    expect(findingId('r', ['a', 'b'])).toBe(findingId('r', ['b', 'a']));
    expect(findingId('r', ['a', 'b'])).not.toBe(findingId('q', ['a', 'b']));
    expect(findingId('r', ['a', 'b'])).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('settlements', () => {
  test('are kept under the clash id, merge, can be taken back, and another shape does not count', () => {
    const ydoc = new Y.Doc();
    settle(ydoc, 'x', { by: 'u1', at: 5, choice: 'winner' }, 'me');
    ydoc.getMap('$settled').set('y', 'yes');
    ydoc.getMap('$settled').set('z', { by: 'u1', at: NaN, choice: '' });
    expect([...settlements(ydoc)]).toEqual([['x', { by: 'u1', at: 5, choice: 'winner' }]]);
    unsettle(ydoc, 'x');
    expect(settlements(ydoc).size).toBe(0);
  });
});
