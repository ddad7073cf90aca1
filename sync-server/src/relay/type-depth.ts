/**
 * How deep shared types lie inside each other. Yjs deletes and writes them by recursion, so that a tower which one
 * thread's stack can take would end another thread, and every thread after a restart (SPEC NAM5).
 */
import * as Y from 'yjs';
import { MAX_TYPE_DEPTH } from './limits.ts';

type Struct = Y.Item | Y.GC;
type Parent = { id: Y.ID; step: 0 | 1 };

/** Whether a type of these structs would lie deeper than MAX_TYPE_DEPTH in the document, or the structs stand on each other in a circle. */
export function isTooDeep(doc: Y.Doc, structs: ReadonlyMap<number, readonly Struct[]>): boolean {
  const depths = new Map<Struct, number>();
  for (const list of structs.values()) {
    for (const struct of list) if (holdsType(struct) && depthOf(doc, structs, depths, struct) >= MAX_TYPE_DEPTH) return true;
  }
  return false;
}

const holdsType = (struct: Struct | null): struct is Y.Item => struct instanceof Y.Item && struct.content instanceof Y.ContentType;

/** Types above this struct; Infinity in a circle. Without recursion: neighbours may be as many as an update holds. */
function depthOf(doc: Y.Doc, structs: ReadonlyMap<number, readonly Struct[]>, depths: Map<Struct, number>, wanted: Struct): number {
  const path = new Set<Struct>();
  const todo: Struct[] = [wanted];
  for (let struct = todo.at(-1); struct; struct = todo.at(-1)) {
    const above = depths.has(struct) ? [] : standsOn(struct).map(({ id, step }) => ({ step, ...find(doc, structs, id) }));
    const open = above.filter((one) => one.fresh && !depths.has(one.fresh)).map((one) => one.fresh!);
    if (open.length > 0) {
      path.add(struct);
      if (open.some((one) => path.has(one))) return Infinity;
      todo.push(...open);
      continue;
    }
    todo.pop();
    path.delete(struct);
    if (depths.has(struct)) continue;
    const depth = above.map(({ fresh, known, step }) => {
      const one = fresh ?? known;
      // What hangs on something that is no type is dropped by Yjs.
      if (!one || (step === 1 && !holdsType(one))) return 0;
      return step + (fresh ? depths.get(fresh)! : depthInDoc(one));
    });
    depths.set(struct, Math.max(0, ...depth));
  }
  return depths.get(wanted)!;
}

/** An item lies in the type that it names, or in that of its neighbours. */
function standsOn(struct: Struct): Parent[] {
  if (!(struct instanceof Y.Item)) return [];
  const { origin, rightOrigin, parent } = struct;
  const parents: Parent[] = [];
  if (origin) parents.push({ id: origin, step: 0 });
  if (rightOrigin) parents.push({ id: rightOrigin, step: 0 });
  if (parent instanceof Y.ID) parents.push({ id: parent, step: 1 });
  return parents;
}

/** The document's own struct goes first: an update may repeat it with other content, which Yjs ignores. */
function find(doc: Y.Doc, structs: ReadonlyMap<number, readonly Struct[]>, id: Y.ID): { known?: Struct; fresh?: Struct } {
  if (id.clock < Y.getState(doc.store, id.client)) return { known: structAt(doc.store.clients.get(id.client)!, id.clock) };
  const list = structs.get(id.client);
  const last = list?.at(-1);
  if (!list || !last || id.clock < list[0]!.id.clock || id.clock >= last.id.clock + last.length) return {};
  return { fresh: structAt(list, id.clock) };
}

const structAt = (list: readonly Struct[], clock: number): Struct => list[Y.findIndexSS(list as Struct[], clock)]!;

function depthInDoc(struct: Struct): number {
  let depth = 0;
  for (let item: Y.Item | null = struct instanceof Y.Item ? struct : null; item && depth <= MAX_TYPE_DEPTH; depth++) {
    item = item.parent instanceof Y.AbstractType ? item.parent._item : null;
    if (!item) break;
  }
  return depth;
}
