/**
 * What a kind is made of. Kinds are data and pure functions: no component, no I/O, no clock (pass `now`).
 *
 * How a part lies in its Y.Doc (root types only, nothing seeded, so two devices that open an empty part cannot double it):
 *   fields        root map `fields`, a key a cell: `place`; a localized field has `title.zh` and `title.en`
 *   lists         root map of the list's name, a key a cell: `<item id>/<field>`; `<item id>/order` holds a fractional key,
 *                 `<item id>/removed` marks an item taken away (cells written meanwhile are kept and can be brought back)
 *   rich text     root XmlFragment of the text's name
 * Values are plain JSON. Whatever a foreign client writes projects to something valid.
 */

/** A label or sentence for people. */
export interface Words {
  zh: string;
  en: string;
}

interface Base {
  label: Words;
  /** Listed on the desk line when empty at submission. Nothing is starred. */
  needed?: boolean;
  help?: Words;
  /** Carried for an exchange format: kept and merged like any cell, but left out of forms and columns. */
  carried?: boolean;
}

export type Field =
  /** `zone`: the name of a time zone, `Asia/Shanghai`. */
  | (Base & { type: 'text'; max?: number; lines?: boolean; zone?: boolean })
  | (Base & { type: 'localized'; max?: number })
  | (Base & { type: 'rich' })
  | (Base & { type: 'number'; min?: number; max?: number; integer?: boolean; unit?: Words })
  /** Value: `{ amount: '1234.50', currency: 'CNY' }`, an exact decimal string. */
  | (Base & { type: 'money' })
  /** Value: `2026-10-21`. */
  | (Base & { type: 'date' })
  /** Value: an ISO date-time with offset and zone, `2026-10-21T09:00+08:00[Asia/Shanghai]`. */
  | (Base & { type: 'instant' })
  /** Value: whole minutes. */
  | (Base & { type: 'duration'; max?: number })
  | (Base & { type: 'choice'; options: Record<string, Words>; many?: boolean })
  /** Value: ISO 3166 alpha-2, shown as 国家(地区). */
  | (Base & { type: 'region'; many?: boolean })
  /** Value: `{ id, label }` or a list of them; the label is a cached name, so that a list shows no blanks. `of` is a kind, or `list:<part>/<list>` of the same record. */
  | (Base & { type: 'reference'; of: string; many?: boolean })
  | (Base & { type: 'flag' })
  /** Value: `{ hash, name, bytes, media }`. */
  | (Base & { type: 'file' });

export type FieldType = Field['type'];

export interface List {
  label: Words;
  /** Field whose value names an item. */
  title: string;
  fields: Record<string, Field>;
}

export interface Part {
  label: Words;
  fields?: Record<string, Field>;
  lists?: Record<string, List>;
  texts?: Record<string, { label: Words }>;
}

/** How a state looks: language.md's state signs. */
export type Tone = 'begun' | 'doing' | 'steady' | 'passed' | 'attention' | 'archived';

export const COMMAND_TYPES = ['create', 'assign', 'submit', 'approve', 'return', 'withdraw', 'cancel', 'archive'] as const;
export type CommandType = (typeof COMMAND_TYPES)[number];
/** Commands that move the state; the others act on facts alone. */
export const MOVES = ['submit', 'approve', 'return', 'withdraw', 'cancel'] as const;
export type Move = (typeof MOVES)[number];

export interface State {
  label: Words;
  tone: Tone;
  /** Phase of the span that the pier stands in. */
  phase: Words;
  /** Parts that take no update while the record is in this state (SPEC PSH11). */
  frozen?: readonly string[];
  /** Who must act now: shown on the desk line, and the reading right `awaiting`. */
  awaits?: readonly Role[];
}

export interface Workflow<S extends string = string> {
  initial: S;
  /** In the order of the span. */
  states: Record<S, State>;
  /** Complete: the compiler asks for every pair; null means "not from here". */
  table: Record<S, Record<Move, S | null>>;
  /** Words of each move in this kind, who may make it, which parts it covers, whether it needs a reason. */
  moves: Record<Move, { label: Words; by: readonly Grant[]; covers?: readonly string[]; reason?: boolean }>;
}

/** What runs in parallel to the state: a list whose items each have a status of their own. */
export interface Track {
  part: string;
  list: string;
  /** Choice field that holds the status. */
  status: string;
}

export const ROLES = ['admin', 'auditor', 'director', 'officer', 'leader', 'cosigner', 'liaison', 'head', 'applicant', 'host'] as const;
export type Role = (typeof ROLES)[number];

/** The whole vocabulary of reading and writing rights. */
export const SCOPES = ['all', 'desk', 'department', 'own', 'assigned', 'awaiting'] as const;
export type Scope = (typeof SCOPES)[number];

/** A role with the reach it has. */
export interface Grant {
  role: Role;
  scope: Scope;
}

export interface Access {
  read: readonly Grant[];
  write: readonly Grant[];
  create: readonly Role[];
  assign: readonly Grant[];
  archive: readonly Grant[];
  /** Parts with rights of their own instead of the record's (`private`). */
  parts?: Record<string, { read: readonly Grant[]; write: readonly Grant[] }>;
}

/** A view is data: which cells a list shows and how a record is laid out. */
export interface Views {
  /** Path of the cell that names a record: `case.title`. */
  title: string;
  subtitle?: string;
  columns: readonly string[];
  /** Path of a date, by which the list may stand in a calendar. */
  date?: string;
  sections: readonly { label: Words; part: string; fields?: readonly string[]; list?: string; text?: string }[];
}

/** A finding of a rule: derived, never stored. `id` is the hash of rule and sorted item ids. */
export interface Finding {
  id: string;
  rule: string;
  severity: 'clash' | 'warning';
  /** Items concerned: `part/list/item id`. */
  items: readonly string[];
  /** Cells concerned: `part/list/item id/field`. */
  cells: readonly string[];
  words: Words;
  /** Each remedy is edits that would settle it. */
  remedies: readonly { words: Words; edits: readonly CellEdit[] }[];
}

export interface CellEdit {
  part: string;
  /** Root map: `fields` or a list's name. */
  root: string;
  key: string;
  /** null clears the cell. */
  value: unknown;
}

/** Rules see the projected parts and facts; a part that this device may not see is absent. */
export type RuleCheck = (parts: Projected, facts: Facts | null) => readonly Finding[];

export interface Lens {
  /** Version of the kind from which the lens reads on. Additive, at read time. */
  from: number;
  part: string;
  read: (projected: PartValue) => PartValue;
}

export interface Kind<S extends string = string> {
  name: string;
  version: number;
  /** Desk 0 is the directory. */
  desk: number;
  label: Words;
  /** One record: 一场会议 / an event. For buttons. */
  one: Words;
  parts: Record<string, Part>;
  workflow: Workflow<S>;
  tracks?: Record<string, Track>;
  access: Access;
  views: Views;
  rules?: Record<string, RuleCheck>;
  lenses?: readonly Lens[];
}

/** What only the server sets, by an accepted command. */
export interface Facts {
  kind: string;
  id: string;
  /** Version of the kind when it was made. */
  version: number;
  state: string;
  owner: string;
  ownerName: string;
  department: string;
  assignees: readonly { id: string; name: string }[];
  number: string | null;
  archived: boolean;
  /** Server times, milliseconds since 1970. */
  createdAt: number;
  changedAt: number;
}

export interface Person {
  id: string;
  name: string;
  roles: readonly Role[];
  desks: readonly number[];
  department: string;
}

export interface Command {
  /** UUID: the same id twice is the same command (SPEC DEC1). */
  id: string;
  type: CommandType;
  kind: string;
  record: string;
  reason?: string;
  opinion?: string;
  /** For `assign`: the whole new list. */
  assignees?: readonly { id: string; name: string }[];
  department?: string;
  /** For moves that cover parts: hash of `coveredJson` as its maker saw it (SPEC DEC3). */
  contentHash?: string;
  /** State vectors of the covered parts, base64, by part. */
  vectors?: Record<string, string>;
  /** When its maker made it, by the device's clock: shown, never trusted. */
  madeAt?: number;
}

/** One entry of the ledger before the server signs it. */
export interface LedgerText {
  type: CommandType;
  from: string | null;
  to: string;
  person: { id: string; name: string; role: Role | null };
  opinion: string;
  reason: string;
  contentHash: string | null;
}

/** `known`: the record stood so already (SPEC DEC5); nothing is to be written, neither facts nor ledger. */
export type Decision =
  { ok: true; facts: Facts; ledger: LedgerText; known?: true } | { ok: false; code: string; details?: Record<string, unknown> };

/** A projected part: total over anything a foreign client may write. */
export interface PartValue {
  fields: Record<string, unknown>;
  /** Items in order, without the removed ones. */
  lists: Record<string, readonly Item[]>;
  /** Plain text of each rich text. */
  texts: Record<string, string>;
}

export interface Item {
  id: string;
  order: string;
  [field: string]: unknown;
}

export type Projected = Record<string, PartValue | undefined>;
