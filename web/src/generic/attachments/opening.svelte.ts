import { isShown, mediaOf } from '#local/attachments/judge.ts';
import type { RecordAttachments, Row } from '#local/attachments/record-attachments.svelte.ts';
import { say } from '#messages/index.svelte.ts';
import type { MenuItem } from '#ui/menu-item.ts';
import { saveFile } from './save-file.ts';
import { attachmentWords } from './words.ts';

/** Looking at files and saving them, and what a person is told when that cannot be. */
export class Opening {
  readonly #attachments: RecordAttachments;
  /** What should be known beside the files; empty for nothing. */
  note = $state('');
  /** The one that is looked at. */
  picture = $state.raw<{ name: string; bytes: Blob } | null>(null);
  #pictured: Row | null = null;

  constructor(attachments: RecordAttachments) {
    this.#attachments = attachments;
  }

  /** Says of files that were taken without being looked into what nobody expects: a film or a moving picture looks like a photograph. */
  tookUnread(files: readonly File[]): void {
    if (files.some(({ type }) => /^(video|image)\//.test(mediaOf(type)))) this.note = attachmentWords().unread;
  }

  view = async (row: Row): Promise<void> => {
    const { media } = row.attachment.file;
    if (!isShown(media)) return this.save(row);
    const bytes = await this.#get(row, media);
    if (!bytes) return;
    this.#pictured = row;
    this.picture = { name: row.attachment.name, bytes };
  };

  save = async (row: Row): Promise<void> => {
    const bytes = await this.#get(row, 'application/octet-stream');
    if (bytes) saveFile(bytes, row.attachment.name);
  };

  savePicture = (): void => {
    if (this.#pictured) void this.save(this.#pictured);
  };

  /** What can be done with a file: looked at and saved, then `own`, then what its bytes allow, then `last`. */
  items(row: Row, own: readonly MenuItem[], last: readonly MenuItem[]): MenuItem[] {
    const t = attachmentWords();
    return [
      { label: t.open, onselect: () => void this.view(row) },
      { label: t.save, onselect: () => void this.save(row) },
      ...own,
      ...(row.where === 'refused' ? [{ label: t.retry, onselect: () => void this.#attachments.retry(row) }] : []),
      ...(row.where === 'here' ? [{ label: t.letGo, onselect: () => void this.#letGo(row) }] : []),
      ...last,
    ];
  }

  async #letGo(row: Row): Promise<void> {
    const answer = await this.#attachments.letGo(row);
    if (answer !== 'gone') this.note = say(attachmentWords().kept[answer], { name: row.attachment.name });
  }

  async #get(row: Row, type: string): Promise<Blob | null> {
    this.note = '';
    const answer = await this.#attachments.open(row, type);
    if (answer.ok) return answer.bytes;
    this.note = say(attachmentWords().notOpened[answer.code], { name: row.attachment.name });
    return null;
  }
}
