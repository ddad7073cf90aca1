import type {
  ApprovedRow,
  AuditRow,
  BlobRefRow,
  BlobRow,
  CheckpointRow,
  ClaimRow,
  CommandRow,
  DecisionRow,
  DeviceRow,
  HeldRow,
  LogRow,
  PartRow,
  QuarantineRow,
  RecordRow,
  SeenRow,
  SessionRow,
  UploadRow,
  UserRow,
  WorkspaceRow,
} from '../rows.ts';

/** A table is a map of frozen-by-convention rows under a text key. */
export interface Tables {
  workspace: Map<string, WorkspaceRow>;
  record: Map<string, RecordRow>;
  assigned: Map<string, readonly string[]>;
  part: Map<string, PartRow>;
  snapshot: Map<string, Uint8Array>;
  log: Map<string, LogRow>;
  checkpoint: Map<string, CheckpointRow>;
  claim: Map<string, ClaimRow>;
  held: Map<string, HeldRow>;
  user: Map<string, UserRow>;
  device: Map<string, DeviceRow>;
  session: Map<string, SessionRow>;
  decision: Map<string, DecisionRow>;
  approved: Map<string, ApprovedRow>;
  command: Map<string, CommandRow>;
  quarantine: Map<string, QuarantineRow>;
  audit: Map<string, AuditRow>;
  blob: Map<string, BlobRow>;
  upload: Map<string, UploadRow>;
  blobRef: Map<string, BlobRefRow>;
  seen: Map<string, SeenRow>;
}

export const newTables = (workspace: WorkspaceRow): Tables => ({
  workspace: new Map([['', workspace]]),
  record: new Map(),
  assigned: new Map(),
  part: new Map(),
  snapshot: new Map(),
  log: new Map(),
  checkpoint: new Map(),
  claim: new Map(),
  held: new Map(),
  user: new Map(),
  device: new Map(),
  session: new Map(),
  decision: new Map(),
  approved: new Map(),
  command: new Map(),
  quarantine: new Map(),
  audit: new Map(),
  blob: new Map(),
  upload: new Map(),
  blobRef: new Map(),
  seen: new Map(),
});

/** Rows are never changed in place, so copying the maps copies the store. */
export const copyTables = (tables: Tables): Tables =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, new Map(table as Map<string, unknown>)])) as unknown as Tables;

/** Puts a composed key's pieces together; none of them holds a line break. */
export const key = (...pieces: (string | number)[]): string => pieces.join('\n');

type Change = { table: Map<string, unknown>; name: keyof Tables; key: string; before: unknown; after: unknown };

const set = (table: Map<string, unknown>, at: string, value: unknown): void => {
  if (value === undefined) table.delete(at);
  else table.set(at, value);
};

/** What a transaction did to the working tables, so that it can be undone to a mark, or done to the durable ones. */
export class Journal {
  readonly #tables: Tables;
  #changes: Change[] = [];

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  put<N extends keyof Tables>(name: N, at: string, row: Tables[N] extends Map<string, infer R> ? R : never): void {
    this.#change(name, at, row);
  }

  drop(name: keyof Tables, at: string): void {
    this.#change(name, at, undefined);
  }

  mark(): number {
    return this.#changes.length;
  }

  undoTo(mark: number): void {
    for (const change of this.#changes.splice(mark).reverse()) set(change.table, change.key, change.before);
  }

  doTo(tables: Tables): void {
    for (const change of this.#changes) set(tables[change.name], change.key, change.after);
    this.#changes = [];
  }

  #change(name: keyof Tables, at: string, after: unknown): void {
    const table = this.#tables[name] as Map<string, unknown>;
    this.#changes.push({ table, name, key: at, before: table.get(at), after });
    set(table, at, after);
  }
}
