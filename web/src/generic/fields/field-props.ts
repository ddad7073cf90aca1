import type { Field, Reference } from '@qiao/domain/kind';
import type { FilePlace } from '#local/attachments/attach.ts';
import type { Here } from '#local/presence.svelte.ts';
import type { OpenRecord } from '#local/record/open-record.svelte.ts';
import type { OpenPart } from '@qiao/sync/client';

/** What every field component is given. `F` is its own field type; the value is always the projected one. */
export interface FieldProps<F extends Field = Field> {
  /** Of the input, so that a label and the desk line's links find it. */
  id: string;
  field: F;
  value: unknown;
  label: string;
  /** Shown as text alone: frozen, or no right. */
  readonly: boolean;
  /** Writes a cell of the field; `suffix` is `.zh` or `.en` of a localized one. */
  write: (value: unknown, suffix?: string) => void;
  /** Says that we are in this cell, or no longer. */
  enter: (inside: boolean, suffix?: string) => void;
  /** Who else is in this cell, by suffix. */
  heldBy?: ((suffix?: string) => Here | undefined) | undefined;
  /** Choices of a reference to a list of the same record. */
  itemsOf?: ((path: string) => readonly Reference[]) | undefined;
  /** For a file: the record, and the cell that holds it. Without them its name alone is shown. */
  place?: { record: OpenRecord; cell: FilePlace } | undefined;
  /** For rich text: the part it lies in, and the root fragment's name. */
  open?: OpenPart | undefined;
  root?: string | undefined;
}
