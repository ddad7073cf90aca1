import { readCell, setCell } from '@qiao/domain/kind';
import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { EDITED, MAX_UNDO, PlanUndo } from './undo.ts';

let plan: Y.Doc;
let people: Y.Doc;
let undo: PlanUndo;

beforeEach(() => {
  [plan, people, undo] = [new Y.Doc(), new Y.Doc(), new PlanUndo()];
  undo.bind('plan', plan, ['sessions', 'rooms']);
  undo.bind('people', people, ['people']);
});

const write = (key: string, value: unknown, ydoc = plan, root = 'sessions'): void => setCell(ydoc, root, key, value, EDITED);
const room = (): unknown => readCell(plan, 'sessions', 's1/room') ?? null;

describe('undo', () => {
  it('takes back one act at a time, and makes it again', () => {
    undo.run(() => write('s1/room', 'a'));
    undo.run(() => write('s1/room', 'b'));
    undo.undo();
    expect(room()).toBe('a');
    undo.undo();
    expect(room()).toBeNull();
    expect(undo.undo()).toBe(false);
    undo.redo();
    undo.redo();
    expect(room()).toBe('b');
    expect(undo.redo()).toBe(false);
  });

  it('[NAM4] remembers MAX_UNDO acts, the oldest forgotten first', () => {
    for (let n = 0; n <= MAX_UNDO; n++) undo.run(() => write('s1/room', `${n}`));
    for (let n = 0; n < MAX_UNDO; n++) expect(undo.undo()).toBe(true);
    expect(undo.undo()).toBe(false);
    expect(room()).toBe('0');
  });

  it('takes what one act wrote in several cells and parts as one step', () => {
    undo.run(() => {
      write('s1/room', 'a');
      write('p1/name', '林珊', people, 'people');
      undo.run(() => write('s1/chair', 'p1'));
    });
    undo.undo();
    expect([room(), readCell(plan, 'sessions', 's1/chair') ?? null, readCell(people, 'people', 'p1/name') ?? null]).toEqual([
      null,
      null,
      null,
    ]);
    expect(undo.canUndo).toBe(false);
  });

  it('leaves what others wrote, and passes over a step that changes nothing any more', () => {
    undo.run(() => write('s1/chair', 'x'));
    undo.run(() => write('s1/room', 'mine'));
    setCell(plan, 'sessions', 's1/room', 'theirs');
    undo.undo();
    expect(room()).toBe('theirs');
    expect(readCell(plan, 'sessions', 's1/chair') ?? null).toBeNull();
  });

  it('forgets what was undone when something new is written', () => {
    undo.run(() => write('s1/room', 'a'));
    undo.undo();
    undo.run(() => write('s1/room', 'b'));
    expect(undo.redo()).toBe(false);
    expect(room()).toBe('b');
  });

  it('forgets the steps of a part that was built anew, and keeps those of the others', () => {
    undo.run(() => write('p1/name', '林珊', people, 'people'));
    undo.run(() => write('s1/room', 'a'));
    undo.bind('plan', new Y.Doc(), ['sessions']);
    undo.undo();
    expect(readCell(people, 'people', 'p1/name') ?? null).toBeNull();
    expect(room()).toBe('a');
  });
});
