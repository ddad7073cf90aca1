/** What a field's cell projects to. */
import type { Localized } from '../shared/names.ts';
import type { Money } from '../shared/money.ts';
import type { Field, Item } from './types.ts';

export interface Reference {
  id: string;
  label: string;
}

/** Bytes by their hash, as a part names them. */
interface NamedBytes {
  hash: string;
  bytes: number;
  media: string;
}

export interface FileValue extends NamedBytes {
  name: string;
  /** A small picture of it, a blob of its own: others see what it is without fetching it whole. Absent where there is none. */
  preview?: NamedBytes;
}

type Many<F, V> = F extends { many: true } ? readonly V[] : V | null;

/** The projected value of a field: never undefined, so that code after the projection asks for emptiness only. */
export type ValueOf<F extends Field> = F extends { type: 'text' | 'rich' }
  ? string
  : F extends { type: 'localized' }
    ? Localized
    : F extends { type: 'number' | 'duration' }
      ? number | null
      : F extends { type: 'money' }
        ? Money | null
        : F extends { type: 'date' | 'instant' }
          ? string | null
          : F extends { type: 'choice'; options: infer O }
            ? Many<F, keyof O & string>
            : F extends { type: 'region' }
              ? Many<F, string>
              : F extends { type: 'reference' }
                ? Many<F, Reference>
                : F extends { type: 'flag' }
                  ? boolean
                  : FileValue | null;

/** The projected item of a list whose fields are these. */
export type ItemOf<Fields extends Record<string, Field>> = Item & { [Name in keyof Fields]: ValueOf<Fields[Name]> };

/** The projected fields of a part whose fields are these. */
export type FieldsOf<Fields extends Record<string, Field>> = { [Name in keyof Fields]: ValueOf<Fields[Name]> };
