import { formatField, normaliseField, type Field, type Kind, type Words } from '@qiao/domain/kind';
import type { Locale } from '@qiao/domain/shared/words';
import { parseDoc } from '@qiao/sync/protocol';
import type { Proposal } from '@qiao/sync/store';
import * as Y from 'yjs';

/** One thing that a refused edit says: where, if that can still be told, and what. */
export interface Said {
  label: Words | null;
  text: string;
}

/** Characters of one text that are shown. */
const SHOWN = 120;

/**
 * What a proposal says, read from its updates alone: the record may no longer be here to try them on. Later writes of a cell stand for
 * earlier ones. A cell that held something before does not name itself in an update, so its label may be null.
 */
export function proposalWords(kind: Kind, proposal: Proposal, locale: Locale): Said[] {
  const part = kind.parts[parseDoc(proposal.doc)?.part ?? ''];
  const cells = new Map<string, Said>();
  const loose: Said[] = [];
  /** Cell by the write that stands in it: the next write of the cell names only that one. */
  const cellOf = new Map<string, string>();
  let running = '';
  for (const update of proposal.updates) {
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item)) continue;
      if (struct.content instanceof Y.ContentString) running += struct.content.str;
      if (!(struct.content instanceof Y.ContentAny)) continue;
      const value: unknown = struct.content.arr.at(-1);
      // A root's name, where the types know only what stands in a document.
      const parent: unknown = struct.parent;
      const named = typeof parent === 'string' && struct.parentSub !== null ? `${parent}/${struct.parentSub}` : undefined;
      const cell = named ?? (struct.origin ? cellOf.get(spell(struct.origin)) : undefined);
      if (cell !== undefined) cellOf.set(spell(struct.lastId), cell);
      const found = cell === undefined ? null : fieldAt(part, cell);
      if (found) cells.set(cell!, { label: found.label, text: inWords(found.field, value, locale) });
      else if (cell === undefined && typeof value === 'string') loose.push({ label: null, text: value });
    }
  }
  const texts = running.trim() === '' ? [] : [{ label: null, text: running.trim() }];
  return [...cells.values(), ...loose, ...texts]
    .filter(({ text }) => text !== '')
    .map(({ label, text }) => ({ label, text: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text }));
}

const spell = ({ client, clock }: Y.ID): string => `${client} ${clock}`;

/** `cell`: root and key, `sessions/<id>/remarks`. */
function fieldAt(part: Kind['parts'][string] | undefined, cell: string): { field: Field; label: Words } | null {
  const [root = '', key = ''] = [cell.slice(0, cell.indexOf('/')), cell.slice(cell.indexOf('/') + 1)];
  const name = (root === 'fields' ? key : key.slice(key.indexOf('/') + 1)).replace(/\.(zh|en)$/, '');
  const field = root === 'fields' ? part?.fields?.[name] : part?.lists?.[root]?.fields[name];
  return field && field.carried !== true ? { field, label: field.label } : null;
}

const inWords = (field: Field, value: unknown, locale: Locale): string =>
  field.type === 'localized' ? (typeof value === 'string' ? value : '') : formatField(field, normaliseField(field, value), locale);
