import { checkRules, settlements, type Facts, type Finding, type Kind } from '@qiao/domain/kind';
import type { Proposal } from '@qiao/sync/store';
import type { PersonChanges } from '#local/journal/changes.ts';
import { PartJournal, SETTLE_MS, type Look } from '#local/journal/journal.ts';
import { OnScreen } from '#local/seen/on-screen.ts';
import { seen } from '#local/seen/seen.svelte.ts';
import { readLedger } from '#local/record/ledger.ts';
import { sync } from '#local/sync/sync.svelte.ts';
import type { OpenParts } from './open-parts.svelte.ts';

/** Edits closer together than this are looked at once, milliseconds: a typing person is not kept waiting for rules. */
export const CALM_MS = 200;

/**
 * What a person must know of a plan beside its content: what clashes, which cells have two values, what others changed
 * meanwhile, what was refused. Looked at after the content has come to rest.
 */
export class Lookout {
  readonly #kind: Kind;
  readonly #record: string;
  readonly #parts: OpenParts;
  readonly #me: { id: string; name: string };
  readonly #journals = new Map<string, PartJournal>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #later: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void> | null = null;
  #again = false;
  #closed = false;
  /** The part that the tab in front shows. */
  #shown: string | null = null;
  readonly #screen = new OnScreen({
    now: () => Date.now(),
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    seen: (doc, version) => seen.saw(doc, version),
  });
  #tabs: BroadcastChannel | null = null;
  #wasPresent = false;
  facts = $state.raw<Facts | null>(null);
  /** Who archived the event, and when by the server's clock; null while it is not archived. */
  archivedBy = $state.raw<{ name: string; at: number } | null>(null);
  findings = $state.raw<readonly Finding[]>([]);
  /** By part. */
  looks = $state.raw<Readonly<Record<string, Look>>>({});
  proposals = $state.raw<readonly Proposal[]>([]);

  constructor(kind: Kind, record: string, parts: OpenParts, me: { id: string; name: string }) {
    this.#kind = kind;
    this.#record = record;
    this.#parts = parts;
    this.#me = me;
  }

  /** Begins to keep a journal of these parts. */
  async watch(parts: readonly string[]): Promise<void> {
    const { store } = await sync.opened();
    for (const part of parts) {
      const open = this.#parts.get(part);
      if (open) this.#journals.set(part, await PartJournal.open(open, { store, me: this.#me, now: () => Date.now() }));
    }
    this.#tabs = new BroadcastChannel(`qiao.noted.${this.#me.id}.${this.#record}`);
    this.#tabs.addEventListener('message', () => void this.#refresh().then(() => this.look()));
    await this.look();
  }

  /** Something changed: look when it is quiet. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), CALM_MS);
  }

  /** Looks now; calls that come meanwhile are one more look. */
  look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#lookOn().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #lookOn(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { store } = await sync.opened();
    const [facts, proposals, ledger] = await Promise.all([store.facts(this.#record), store.proposals(), store.ledger(this.#record)]);
    this.facts = facts === null ? null : (JSON.parse(facts) as Facts);
    const archiving = readLedger(ledger).findLast((line) => line.type === 'archive');
    this.archivedBy = this.facts?.archived && archiving ? { name: archiving.person.name, at: archiving.at } : null;
    this.proposals = proposals.filter((one) => one.doc.startsWith(`${this.#record}/`));
    const plan = this.#parts.get('plan');
    const settled = plan ? settlements(plan.ydoc) : new Map<string, unknown>();
    this.findings = checkRules(this.#kind, this.#parts.values, this.facts).filter((finding) => !settled.has(finding.id));
    const { phase, bootstrap } = sync.status;
    const present = phase === 'live' && document.visibilityState === 'visible';
    // Whoever comes back here may have looked on in another tab.
    if (present && !this.#wasPresent) await this.#refresh();
    this.#wasPresent = present;
    const complete = bootstrap === null && (phase === 'live' || phase === 'offline');
    const looks = await Promise.all(
      [...this.#journals].map(async ([part, journal]) => [part, await journal.look(present, complete)] as const),
    );
    this.looks = Object.fromEntries(looks);
    this.#see();
    // What arrived while the pages were still being read is told apart from what is seen as it happens.
    clearTimeout(this.#later);
    if (present) this.#later = setTimeout(() => void this.look(), SETTLE_MS);
  }

  /** The tab in front shows this part; null for none. */
  show(part: string | null): void {
    this.#shown = part;
    this.#see();
  }

  /** Tells what of it is in sight (SPEC SEEN1). */
  #see(): void {
    const part = document.visibilityState === 'visible' && !this.#closed ? this.#shown : null;
    this.#screen.show(part === null ? null : `${this.#record}/${part}`, part === null ? null : (this.looks[part]?.version ?? null));
  }

  /** The person has taken note of these changes, by part; of all that is listed when none are named. */
  async acknowledge(shown: Readonly<Record<string, readonly PersonChanges[]>> = this.#listed()): Promise<void> {
    for (const [part, people] of Object.entries(shown)) await this.#journals.get(part)?.acknowledge(people);
    this.#tabs?.postMessage('noted');
    await this.look();
  }

  #listed(): Record<string, readonly PersonChanges[]> {
    return Object.fromEntries(Object.entries(this.looks).map(([part, { changes }]) => [part, changes]));
  }

  /** What was noted in another tab of this device is noted here. */
  async #refresh(): Promise<void> {
    for (const journal of this.#journals.values()) await journal.refresh();
  }

  async retry(proposal: string): Promise<void> {
    await (await sync.opened()).client.retry(proposal);
    await this.look();
  }

  async discard(proposal: string): Promise<void> {
    await (await sync.opened()).client.discard(proposal);
    await this.look();
  }

  /** On hiding and leaving: what was seen is written down. */
  async rest(): Promise<void> {
    await this.look();
    for (const journal of this.#journals.values()) await journal.persist();
  }

  close(): void {
    void this.rest()
      .catch(() => undefined)
      .finally(() => {
        this.#closed = true;
        this.#tabs?.close();
      });
    clearTimeout(this.#timer);
    clearTimeout(this.#later);
    this.show(null);
  }
}
