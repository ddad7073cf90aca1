import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { attachmentsOf, filesOf } from './attachments.ts';
import { coveredJson } from './canonical.ts';
import { defineKind } from './define.ts';
import { addItem, removeItem, restoreItem, setCell } from './edit.ts';
import { emptyPart, project } from './project.ts';
import { toy } from './toy.fixture.ts';

const hash = 'ab'.repeat(32);
const file = { hash, name: 'letter.pdf', bytes: 412, media: 'application/pdf' };
const attach = (ydoc: Y.Doc, id: string, values: Record<string, unknown> = { name: '邀请函.pdf', file }): void =>
  addItem(ydoc, 'attachments', { id, values });
const shown = (ydoc: Y.Doc) => attachmentsOf(project(toy, 'shut', ydoc)).map(({ id, name }) => `${id} ${name}`);

describe('attachments', () => {
  test('every part of every kind takes them, removed ones come back, and a name of its own stands before the file’s', () => {
    const ydoc = new Y.Doc();
    attach(ydoc, 'a1');
    attach(ydoc, 'a2', { file });
    expect(shown(ydoc)).toEqual(['a1 邀请函.pdf', 'a2 letter.pdf']);
    removeItem(ydoc, 'attachments', 'a1');
    expect(shown(ydoc)).toEqual(['a2 letter.pdf']);
    restoreItem(ydoc, 'attachments', 'a1');
    setCell(ydoc, 'attachments', 'a1/name', '原件.pdf');
    expect(shown(ydoc)).toEqual(['a1 原件.pdf', 'a2 letter.pdf']);
    expect(Object.keys(toy.parts).every((part) => Array.isArray(emptyPart(toy, part).lists['attachments']))).toBe(true);
  });

  test('whatever a foreign client writes there, what has no file is none', () => {
    const ydoc = new Y.Doc();
    attach(ydoc, 'a1', { name: 'x', file: { hash: '../../etc/passwd', name: 'x', bytes: 1, media: 'text/html' } });
    attach(ydoc, 'a2', { name: 'y', file: { ...file, bytes: -1 } });
    attach(ydoc, 'a3', { name: 'z', file: 'text', preview: [], at: 5 });
    ydoc.getMap('attachments').set('__proto__/file', file);
    ydoc.getMap('attachments').set('a4', new Y.Map());
    attach(ydoc, 'a5', { name: 5, file: { ...file, media: 'text/html; <script>' }, preview: 'p', at: 'now' });
    expect(attachmentsOf(project(toy, 'shut', ydoc))).toEqual([
      { id: 'a5', name: 'letter.pdf', file: { ...file, media: 'application/octet-stream' }, preview: null, at: null },
    ]);
  });

  test('[DEC3] a decision covers them; where there are none its text is what it was before there could be any', () => {
    const ydoc = new Y.Doc();
    setCell(ydoc, 'fields', 'text', 'a');
    const json = () => coveredJson(toy, 'submit', { open: project(toy, 'open', ydoc) })!;
    const before = json();
    expect(before).not.toContain('attachments');
    attach(ydoc, 'a1');
    expect(json()).toContain(hash);
    removeItem(ydoc, 'attachments', 'a1');
    expect(json()).toBe(before);
  });

  test('files of fields and of items are found beside them, each with the cell and the reference that are its own', () => {
    const part = {
      label: toy.label,
      fields: { photo: { type: 'file' as const, label: toy.label }, text: { type: 'text' as const, label: toy.label } },
      lists: { papers: { label: toy.label, title: 'scan', fields: { scan: { type: 'file' as const, label: toy.label } } } },
    };
    const kind = defineKind({ ...toy, parts: { ...toy.parts, shut: part } });
    const ydoc = new Y.Doc();
    attach(ydoc, 'a1');
    setCell(ydoc, 'fields', 'photo', file);
    for (const [id, values] of Object.entries({ p1: { scan: file }, p2: {} })) addItem(ydoc, 'papers', { id, values });
    expect(filesOf(kind.parts['shut']!, project(kind, 'shut', ydoc))).toEqual([
      { root: 'fields', key: 'photo', item: 'photo', file },
      { root: 'papers', key: 'p1/scan', item: 'p1.scan', file },
    ]);
    setCell(ydoc, 'fields', 'photo', null);
    removeItem(ydoc, 'papers', 'p1');
    expect(filesOf(kind.parts['shut']!, project(kind, 'shut', ydoc))).toEqual([]);
  });

  test('no kind may have a list of that name of its own', () => {
    const { shut } = toy.parts;
    const lists = { attachments: { label: toy.label, title: 'name', fields: { name: { type: 'text' as const, label: toy.label } } } };
    expect(() => defineKind({ ...toy, parts: { open: toy.parts['open']!, shut: { ...shut!, lists } } })).toThrow('attachments: not a root');
  });
});
