/** The files that a backup's database names, beside it: copied and checked, those that are not sound named. */
import Database from 'better-sqlite3';
import { carryFile } from '../blobs/carry.ts';
import { isFull } from '../blobs/disk.ts';
import { Refused, type Sentence } from './words.ts';

/** Names that are written out; of more only the number is said. */
export const MOST_NAMED = 50;

export interface CarriedFiles {
  /** Whole where they were carried to. */
  files: number;
  bytes: number;
  /** Those that a part refers to and that are not: `<hash>, <part>: missing`. */
  unsound: string[];
}

/** Where a backup's files lie unless a folder of its own is named: beside it. */
export const filesBeside = (file: string): string => `${file}.files`;

/**
 * `database` is a backup. What nothing refers to is carried where it is there, and never counted as missing: whoever
 * uploaded it uploads it again.
 */
export async function carryAttachments(database: string, way: { from: string; to: string }): Promise<CarriedFiles> {
  const copy = new Database(database, { readonly: true });
  const carried: CarriedFiles = { files: 0, bytes: 0, unsound: [] };
  try {
    const rows = copy
      .prepare<[], { hash: string; bytes: number; doc: string | null }>(
        'SELECT hash, size AS bytes, (SELECT min(doc) FROM blob_ref WHERE blob_ref.hash = blob.hash) AS doc FROM blob ORDER BY hash',
      )
      .iterate();
    for (const { hash, bytes, doc } of rows) {
      const answer = await carryFile(way, { hash, bytes });
      if (answer === 'here' || answer === 'carried') {
        carried.files++;
        carried.bytes += bytes;
      } else if (doc !== null) carried.unsound.push(`${hash}, ${doc}: ${answer}`);
    }
    return carried;
  } catch (error) {
    if (!isFull(error)) throw error;
    throw new Refused({
      zh: `${way.to} 所在的磁盘空间不足，附件没有全部复制。腾出空间后再做一次，已复制的不会重来。`,
      en: `The disk of ${way.to} is full, so not all attachments are copied. Make room and run it again; what is copied stays.`,
    });
  } finally {
    copy.close();
  }
}

/** What is said last when some were not sound; `then` says what follows. */
export const unsoundWords = ({ unsound }: CarriedFiles, then: Sentence): Sentence => {
  const named = unsound.slice(0, MOST_NAMED).map((one) => `\n  ${one}`);
  const more = unsound.length - named.length;
  return {
    zh: `${unsound.length} 个附件缺失或损坏：${named.join('')}${more > 0 ? `\n  另有 ${more} 个` : ''}\n${then.zh}`,
    en: `Attachments that are missing or damaged: ${unsound.length}${named.join('')}${more > 0 ? `\n  and ${more} more` : ''}\n${then.en}`,
  };
};

/** `FILE`, options such as `--files FOLDER`, and the rest. */
export function readPlaces(args: readonly string[]): { name: string | undefined; files: string | undefined } {
  const at = args.indexOf('--files');
  const files = at < 0 ? undefined : args[at + 1];
  if (at >= 0 && (!files || files.startsWith('--')))
    throw new Refused({ zh: '--files 后面要写文件夹名。', en: 'Name the folder after --files.' });
  return { name: args.find((arg, n) => !arg.startsWith('--') && (at < 0 || n !== at + 1)), files };
}
