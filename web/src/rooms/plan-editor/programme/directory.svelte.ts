import { records } from '#local/records/records.svelte.ts';
import type { DirectoryPerson } from './session-row.ts';

/** Records that are asked for at once; those of other kinds fall away. */
const ASKED = 40;
const MOST = 7;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The office's directory, asked off the main thread for what is typed. */
export class Directory {
  found = $state.raw<readonly DirectoryPerson[]>([]);
  #turn = 0;

  /** Looks for somebody; what comes after another question is let go. */
  async ask(typed: string): Promise<void> {
    const turn = (this.#turn += 1);
    const rows = typed === '' ? [] : await records.rank(typed, ASKED);
    if (turn !== this.#turn) return;
    this.found = rows
      .filter((row) => row.kind === 'person')
      .slice(0, MOST)
      .map((row) => ({
        id: row.id,
        name: text(row.subtitle.zh) || text(row.cells['main.nativeName']),
        latinName: text(row.title.en) || text(row.title.zh),
        organisation: text(row.cells['main.affiliation']),
        region: text(row.cells['main.region']) || null,
      }));
  }
}
