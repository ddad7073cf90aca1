import { differences, normaliseField, type Field, type Kind, type Words } from '@qiao/domain/kind';
import { parseDoc } from '@qiao/sync/protocol';
import type { Proposal } from '@qiao/sync/store';
import * as Y from 'yjs';

/** One cell that a refused edit would change, as the record stands now. */
export interface ProposedChange {
  key: string;
  label: Words;
  field: Field;
  before: unknown;
  after: unknown;
}

/**
 * What sending a proposal again would do to the part as it is here: its updates are tried on a copy. What merges into
 * nothing (somebody wrote the cell since) is not listed. Rich texts are named without their words.
 */
export function proposalChanges(kind: Kind, now: Y.Doc, proposal: Proposal): ProposedChange[] {
  const part = kind.parts[parseDoc(proposal.doc)?.part ?? ''];
  if (!part) return [];
  const tried = new Y.Doc();
  try {
    Y.applyUpdate(tried, Y.encodeStateAsUpdate(now));
    for (const update of proposal.updates) Y.applyUpdate(tried, update);
    return differences(now, tried).cells.flatMap(({ root, key, before, after }) => {
      const found = root === 'fields' ? ownField(part.fields, key) : itemField(part.lists?.[root], key);
      if (!found) return [];
      const { field, label } = found;
      return [{ key: `${root}/${key}`, label, field, before: plain(field, before), after: plain(field, after) }];
    });
  } finally {
    tried.destroy();
  }
}

interface Found {
  field: Field;
  label: Words;
}

const bare = (name: string): string => name.replace(/\.(zh|en)$/, '');

function ownField(fields: Record<string, Field> | undefined, key: string): Found | null {
  const field = fields?.[bare(key)];
  return field ? { field, label: field.label } : null;
}

function itemField(list: { label: Words; fields: Record<string, Field> } | undefined, key: string): Found | null {
  const field = list?.fields[bare(key.slice(key.indexOf('/') + 1))];
  if (!list || !field) return null;
  return { field, label: { zh: `${list.label.zh}，${field.label.zh}`, en: `${list.label.en}, ${field.label.en}` } };
}

/** One language's cell of a localized field is a text by itself. */
const plain = (field: Field, value: unknown): unknown =>
  field.type === 'localized' ? (typeof value === 'string' ? { zh: value, en: value } : { zh: '', en: '' }) : normaliseField(field, value);
