/** What must hold of a kind before anything may use it: names are well-formed and every name that is mentioned exists. */
import { ATTACHMENTS, takesTheirName } from './attachments.ts';
import { MOVES, ROLES, SCOPES, type Access, type Field, type Grant, type Kind, type Part } from './types.ts';

const KIND_NAME = /^[a-z][a-z0-9-]{0,31}$/;
const CELL_NAME = /^[a-z][A-Za-z0-9]{0,39}$/;
/** Keys of an item that are not fields. */
const ITEM_WORDS = new Set(['id', 'order', 'removed']);

/** All faults, each with its path; empty when there is none. */
export function checkKind(kind: Kind): string[] {
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault);
  };
  expect(KIND_NAME.test(kind.name), 'name: not a kind name');
  expect(Number.isSafeInteger(kind.version) && kind.version >= 1, 'version: counts from 1');
  expect(Number.isInteger(kind.desk) && kind.desk >= 0 && kind.desk <= 10, 'desk: 0 to 10');
  expect(Object.keys(kind.parts).length > 0, 'parts: none');
  for (const [name, part] of Object.entries(kind.parts)) {
    expect(KIND_NAME.test(name), `parts.${name}: not a part name`);
    checkPart(kind, `parts.${name}`, part, expect);
  }
  checkWorkflow(kind, expect);
  checkAccess(kind, expect);
  checkViews(kind, expect);
  for (const [name, track] of Object.entries(kind.tracks ?? {})) {
    const status = kind.parts[track.part]?.lists?.[track.list]?.fields[track.status];
    expect(status?.type === 'choice', `tracks.${name}: no choice field ${track.part}/${track.list}/${track.status}`);
  }
  for (const name of Object.keys(kind.rules ?? {})) expect(KIND_NAME.test(name), `rules.${name}: not a rule name`);
  let last = 0;
  for (const lens of kind.lenses ?? []) {
    expect(Object.hasOwn(kind.parts, lens.part), `lenses: no part ${lens.part}`);
    expect(
      lens.from >= last && lens.from >= 1 && lens.from < kind.version,
      `lenses: from ${lens.from} is out of order or not below the version`,
    );
    last = lens.from;
  }
  return faults;
}

type Expect = (holds: boolean, fault: string) => void;

function checkPart(kind: Kind, path: string, part: Part, expect: Expect): void {
  const roots = [...Object.keys(part.lists ?? {}), ...Object.keys(part.texts ?? {})];
  for (const [name, field] of Object.entries(part.fields ?? {})) {
    expect(CELL_NAME.test(name), `${path}.${name}: not a field name`);
    checkField(kind, `${path}.${name}`, field, expect);
    if (field.type === 'rich') roots.push(name);
  }
  for (const root of roots) expect(CELL_NAME.test(root) && root !== 'fields', `${path}.${root}: not a root name`);
  expect(!takesTheirName(part), `${path}.${ATTACHMENTS}: not a root name`);
  expect(new Set(roots).size === roots.length, `${path}: two roots of one name`);
  for (const [name, list] of Object.entries(part.lists ?? {})) {
    expect(Object.hasOwn(list.fields, list.title), `${path}.${name}: no title field ${list.title}`);
    for (const [cell, field] of Object.entries(list.fields)) {
      expect(CELL_NAME.test(cell) && !ITEM_WORDS.has(cell), `${path}.${name}.${cell}: not a field name`);
      expect(field.type !== 'rich', `${path}.${name}.${cell}: rich text has a root of its own`);
      checkField(kind, `${path}.${name}.${cell}`, field, expect);
    }
  }
}

function checkField(kind: Kind, path: string, field: Field, expect: Expect): void {
  if (field.type === 'choice') expect(Object.keys(field.options).length > 0, `${path}: no options`);
  if (field.type !== 'reference') return;
  const list = /^list:([^/]+)\/([^/]+)$/.exec(field.of);
  if (list) expect(kind.parts[list[1]!]?.lists?.[list[2]!] !== undefined, `${path}: no list ${field.of}`);
  else expect(KIND_NAME.test(field.of), `${path}: ${field.of} is neither a kind nor a list`);
}

function checkWorkflow(kind: Kind, expect: Expect): void {
  const { initial, states, table, moves } = kind.workflow;
  expect(Object.hasOwn(states, initial), `workflow.initial: no state ${initial}`);
  for (const [name, state] of Object.entries(states)) {
    expect(KIND_NAME.test(name), `workflow.states.${name}: not a state name`);
    for (const part of state.frozen ?? []) expect(Object.hasOwn(kind.parts, part), `workflow.states.${name}: freezes no part ${part}`);
    for (const role of state.awaits ?? []) expect(ROLES.includes(role), `workflow.states.${name}: awaits no role ${role}`);
    const row = table[name];
    for (const move of MOVES) {
      const to = row?.[move];
      expect(to !== undefined, `workflow.table.${name}.${move}: missing`);
      if (typeof to === 'string') expect(Object.hasOwn(states, to), `workflow.table.${name}.${move}: no state ${to}`);
    }
  }
  for (const name of Object.keys(table)) expect(Object.hasOwn(states, name), `workflow.table.${name}: no such state`);
  for (const move of MOVES) {
    checkGrants(`workflow.moves.${move}.by`, moves[move]?.by, expect);
    for (const part of moves[move]?.covers ?? []) expect(Object.hasOwn(kind.parts, part), `workflow.moves.${move}: covers no part ${part}`);
  }
}

function checkAccess({ access, parts }: Kind, expect: Expect): void {
  for (const right of ['read', 'write', 'assign', 'archive'] as const satisfies (keyof Access)[])
    checkGrants(`access.${right}`, access[right], expect);
  for (const role of access.create) expect(ROLES.includes(role), `access.create: no role ${role}`);
  for (const [name, rights] of Object.entries(access.parts ?? {})) {
    expect(Object.hasOwn(parts, name), `access.parts.${name}: no such part`);
    checkGrants(`access.parts.${name}.read`, rights.read, expect);
    checkGrants(`access.parts.${name}.write`, rights.write, expect);
  }
}

function checkGrants(path: string, grants: readonly Grant[] | undefined, expect: Expect): void {
  expect(Array.isArray(grants), `${path}: missing`);
  for (const { role, scope } of grants ?? []) expect(ROLES.includes(role) && SCOPES.includes(scope), `${path}: no ${role}/${scope}`);
}

function checkViews(kind: Kind, expect: Expect): void {
  const { title, subtitle, columns, date, sections } = kind.views;
  for (const path of [title, ...(subtitle === undefined ? [] : [subtitle]), ...columns]) {
    expect(fieldAt(kind, path) !== undefined, `views: no cell ${path}`);
  }
  if (date !== undefined) expect(['date', 'instant'].includes(fieldAt(kind, date)?.type ?? ''), `views.date: no date at ${date}`);
  for (const section of sections) {
    const part = kind.parts[section.part];
    expect(part !== undefined, `views.sections: no part ${section.part}`);
    for (const name of section.fields ?? []) expect(part?.fields?.[name] !== undefined, `views.sections: no field ${section.part}.${name}`);
    if (section.list !== undefined)
      expect(part?.lists?.[section.list] !== undefined, `views.sections: no list ${section.part}.${section.list}`);
    if (section.text !== undefined)
      expect(part?.texts?.[section.text] !== undefined, `views.sections: no text ${section.part}.${section.text}`);
  }
}

/** The field at a path `part.field`; undefined when there is none. */
export function fieldAt(kind: Kind, path: string): Field | undefined {
  const dot = path.indexOf('.');
  return kind.parts[path.slice(0, dot)]?.fields?.[path.slice(dot + 1)];
}
