/** A conference plan in the simulator: edited with the domain's own verbs, and what must hold of every copy of it. */
import type * as Y from 'yjs';
import {
  addItem,
  applyEdits,
  canonicalJson,
  checkRules,
  contested,
  isOrderKey,
  moveItem,
  project,
  removeItem,
  restoreItem,
  setCell,
  settle,
  type PartValue,
} from '../../domain/src/kind/index.ts';
import { event } from '../../domain/src/kinds/event/event.ts';
import { Broken } from './broken.ts';
import type { Rng } from './rng.ts';

/** The part that is edited so. */
export const PLAN = 'plan';
const ROOMS = ['r-1', 'r-2', 'r-3'] as const;
const VEHICLES = ['v-1', 'v-2'] as const;
const PEOPLE = ['p-1', 'p-2'] as const;

/** One copy of a part, with the updates as it holds them. */
export interface Copy {
  where: string;
  ydoc: Y.Doc;
  raw: readonly Uint8Array[];
}

/** One thing that a person does to a plan. */
export function editPlan(rng: Rng, { ydoc, raw }: Omit<Copy, 'where'>, user: string): void {
  const value = project(event, PLAN, ydoc);
  const sessions = (value.lists['sessions'] ?? []).map((session) => session.id);
  const one = sessions.length > 0 ? rng.pick(sessions) : null;
  if (rng.chance(0.25)) return editLogistics(rng, ydoc, value);
  const what = rng.next();
  if (one === null || (what < 0.2 && sessions.length < 8)) return addSession(rng, ydoc, sessions);
  if (what < 0.35) return moveItem(ydoc, 'sessions', one, rng.chance(0.3) ? null : rng.pick(sessions));
  if (what < 0.42) return removeItem(ydoc, 'sessions', one);
  if (what < 0.47) return restoreItem(ydoc, 'sessions', one);
  if (what < 0.6) return settleSomething(rng, { ydoc, raw }, value, user);
  if (what < 0.75) return setCell(ydoc, 'sessions', `${one}/start`, hour(rng));
  if (what < 0.85) return setCell(ydoc, 'sessions', `${one}/room`, room(rng));
  setCell(ydoc, 'sessions', `${one}/expected`, rng.below(200));
}

/** Legs and shifts, few vehicles and people for many of them: two who are apart give one away twice. */
function editLogistics(rng: Rng, ydoc: Y.Doc, value: PartValue): void {
  const [legs, shifts] = [value.lists['legs'] ?? [], value.lists['shifts'] ?? []];
  const leg = legs.length > 0 ? rng.pick(legs) : null;
  const what = rng.next();
  if (leg !== null && what < 0.3) return setCell(ydoc, 'legs', `${leg.id}/vehicle`, refer(rng.pick(VEHICLES)));
  if (leg !== null && what < 0.4) return setCell(ydoc, 'legs', `${leg.id}/count`, rng.below(9));
  if (what < 0.5) return addItem(ydoc, 'vehicles', { id: rng.pick(VEHICLES), values: { seats: 4 + rng.below(4) } });
  if (what < 0.75 && legs.length < 5)
    return addItem(ydoc, 'legs', { id: rng.uuid(), values: { start: hour(rng), minutes: 90, vehicle: refer(rng.pick(VEHICLES)) } });
  if (shifts.length < 5)
    addItem(ydoc, 'shifts', { id: rng.uuid(), values: { start: hour(rng), minutes: 90, person: refer(rng.pick(PEOPLE)) } });
}

const refer = (id: string): { id: string; label: string } => ({ id, label: id });
const hour = (rng: Rng): string => `2026-05-04T${String(9 + rng.below(4)).padStart(2, '0')}:00:00+08:00[Asia/Shanghai]`;
const room = (rng: Rng): { id: string; label: string } => refer(rng.pick(ROOMS));

function addSession(rng: Rng, ydoc: Y.Doc, sessions: readonly string[]): void {
  const values = { 'title.zh': `场次 ${rng.below(100)}`, start: hour(rng), minutes: 60, room: room(rng) };
  const after = sessions.length > 0 && rng.chance(0.7) ? rng.pick(sessions) : undefined;
  addItem(ydoc, 'sessions', { id: rng.uuid(), after, values });
}

/** Takes a way out of a clash, or says which of two values stands. */
function settleSomething(rng: Rng, { ydoc, raw }: Omit<Copy, 'where'>, value: PartValue, user: string): void {
  const clashes = checkRules(event, { [PLAN]: value }, null);
  const clash = clashes.length > 0 ? rng.pick(clashes) : null;
  const remedy = clash?.remedies[0];
  if (remedy && rng.chance(0.5)) return applyEdits({ [PLAN]: ydoc }, remedy.edits);
  const [cell] = contested(ydoc, raw);
  const id = cell?.id ?? clash?.id;
  if (id) settle(ydoc, id, { by: user, at: 0, choice: 'winner' });
}

/**
 * `losers`: whether all offer the same values that lost; not so after a restore (SPEC GAP6).
 * @throws Broken when copies of one plan show different things, or show what makes no sense
 */
export function checkPlan(doc: string, copies: readonly Copy[], losers: boolean): void {
  let first: { where: string; shown: string } | null = null;
  for (const { where, ydoc, raw } of copies) {
    const value = project(event, PLAN, ydoc);
    checkItems(doc, where, value);
    const findings = checkRules(event, { [PLAN]: value }, null);
    const two = losers && contested(ydoc, raw).map(({ id, root, key, winner, others }) => ({ id, root, key, winner, others }));
    const shown = canonicalJson({ value, findings, two });
    first ??= { where, shown };
    if (shown !== first.shown) throw new Broken(`[DOMAIN] ${where} shows another plan than ${first.where}: ${doc}`);
  }
}

function checkItems(doc: string, where: string, value: PartValue): void {
  for (const [list, items] of Object.entries(value.lists)) {
    const ids = items.map((item) => item.id);
    if (new Set(ids).size < ids.length) throw new Broken(`[DOMAIN] ${where} shows one item of ${list} twice: ${doc}`);
    if (items.some((item, n) => n > 0 && items[n - 1]!.order > item.order))
      throw new Broken(`[DOMAIN] ${where} shows ${list} out of order: ${doc}`);
    if (items.some((item) => !isOrderKey(item.order))) throw new Broken(`[DOMAIN] ${where} has an item of ${list} without a place: ${doc}`);
  }
}
