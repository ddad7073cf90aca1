/** Cuts one item of a Yjs document into items that follow each other, as Yjs itself would had they been written apart. */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** Most bytes of an item beside its content: sign, two neighbours, count. A part's root and key are far shorter than the rest of a piece. */
export const HEAD_BYTES = 48;
/** Most bytes of one UTF-16 unit as UTF-8. */
const UNIT_BYTES = 3;

/** Items whose content has at most `most` bytes each, or just one value. Content that is one value, or a count, is not cut. */
export function cutItem(item: Y.Item, most: number): Y.Item[] {
  const room = Math.max(1, most - keyBytes(item));
  const { content } = item;
  if (content instanceof Y.ContentString)
    return pieces(item, cutText(content.str, room), (from, to) => new Y.ContentString(content.str.slice(from, to)));
  if (content instanceof Y.ContentAny)
    return pieces(item, cutList(content, room), (from, to) => new Y.ContentAny(content.arr.slice(from, to)));
  if (content instanceof Y.ContentJSON)
    return pieces(item, cutList(content, room), (from, to) => new Y.ContentJSON(content.arr.slice(from, to)));
  return [item];
}

/** Names of the root and of the key, which the first piece repeats. */
function keyBytes({ parent, parentSub }: Y.Item): number {
  const root: unknown = parent;
  return UNIT_BYTES * ((typeof root === 'string' ? root.length : 0) + (parentSub?.length ?? 0));
}

/** Places to cut at, the end included. Never between the halves of a surrogate pair, which no UTF-8 can hold. */
function cutText(text: string, room: number): number[] {
  const ends: number[] = [];
  for (let at = 0; at < text.length;) {
    at = Math.min(text.length, at + Math.max(1, Math.floor(room / UNIT_BYTES)));
    if (at < text.length && isHighSurrogate(text.charCodeAt(at - 1))) at++;
    ends.push(at);
  }
  return ends;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

function cutList(content: Y.ContentAny | Y.ContentJSON, room: number): number[] {
  const ends: number[] = [];
  let bytes = 0;
  for (let at = 0; at < content.arr.length; at++) {
    const size = valueBytes(content, at);
    if (at > 0 && bytes + size > room) {
      ends.push(at);
      bytes = 0;
    }
    bytes += size;
  }
  return [...ends, content.arr.length];
}

function valueBytes(content: Y.ContentAny | Y.ContentJSON, at: number): number {
  const one: unknown[] = content.arr.slice(at, at + 1);
  const out = new Y.UpdateEncoderV1();
  (content instanceof Y.ContentAny ? new Y.ContentAny(one) : new Y.ContentJSON(one)).write(out, 0);
  return encoding.length(out.restEncoder);
}

function pieces(item: Y.Item, ends: readonly number[], contentOf: (from: number, to: number) => Y.Item['content']): Y.Item[] {
  const { client, clock } = item.id;
  return ends.map((end, index) => {
    const from = ends[index - 1] ?? 0;
    const origin = from === 0 ? item.origin : Y.createID(client, clock + from - 1);
    return new Y.Item(
      Y.createID(client, clock + from),
      null,
      origin,
      null,
      item.rightOrigin,
      item.parent,
      item.parentSub,
      contentOf(from, end),
    );
  });
}
