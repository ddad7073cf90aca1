/** What the store holds, a shape per table. Rows are values: a change is a new row. Times are milliseconds since 1970. */

export interface WorkspaceRow {
  id: string;
  /** The last number given: every log row takes the next one (SPEC 3). */
  head: number;
  /** Changes with a restore (SPEC EPO1). */
  epoch: string;
}

/** `facts` is JSON that only the domain reads. */
export interface RecordRow {
  kind: string;
  id: string;
  facts: string;
}

/** A part, or one of the two pseudo-parts `$facts` and `$ledger` (SPEC NAM2). */
export interface PartRow {
  doc: string;
  generation: number;
  /** Number of its last log row. */
  head: number;
  /** Number that its snapshot reaches; 0 without one. Rows above it are the tail, always complete. */
  snap: number;
  /** Upper bound of the state's bytes: the snapshot's and the tail's. */
  bytes: number;
  tailRows: number;
  tailBytes: number;
  changedAt: number;
}

/** Snapshot (empty when there is none) and tail, read at one moment. */
export interface PartState {
  part: PartRow;
  snapshot: Uint8Array;
  tail: LogRow[];
}

/** Where a look at a part's rows begins when nobody says. A billion is the most that a 32-bit count can name in round figures. */
export const ALL_ROWS: RowSpan = { after: 0, limit: 1_000_000_000 };

/** Rows of a part above a number: `limit` at most, and with `bytes` no more than hold so many, but at least one. */
export interface RowSpan {
  after: number;
  limit: number;
  bytes?: number;
}

/** Number of the last row that fits; `rows` are in order. */
export function lastFitting(rows: readonly { seq: number; size: number }[], bytes: number): number {
  let used = 0;
  let last = rows[0]?.seq ?? 0;
  for (const { seq, size } of rows) {
    used += size;
    if (used > bytes) break;
    last = seq;
  }
  return last;
}

/** What a page tells of a part: its tail above a cursor, or all of it; and who wrote that. */
export interface PartContent {
  part: PartRow;
  /** Null: the rows are those above the cursor, and enough. Else what they stand on, empty when there is none. */
  snapshot: Uint8Array | null;
  rows: LogRow[];
  authors: AuthorRow[];
}

export interface LogRow {
  seq: number;
  /** Null: something other than a doc changed (who may see what). */
  doc: string | null;
  /** User id. */
  actor: string;
  device: string;
  /** Empty for facts, ledger and access. */
  update: Uint8Array;
  at: number;
}

/** The state below the oldest kept log row of a part, so that its history can be rebuilt (SPEC SRV2). */
export interface CheckpointRow {
  doc: string;
  seq: number;
  bytes: Uint8Array;
}

/** Who writes with a Yjs client id (SPEC PSH7). An empty user: brought back after a restore, writer unknown. */
export interface ClaimRow {
  doc: string;
  generation: number;
  client: number;
  user: string;
  device: string;
  /** Clock after the last struct written with it. */
  until: number;
  /** Number of the last log row that used it. */
  seq: number;
}

/** A claim with its user's name. */
export interface AuthorRow {
  client: number;
  user: string;
  name: string;
}

/** `sent`: in a page that was not confirmed; `held`: confirmed; `leaving`: told to wipe it, not confirmed (SPEC PUL4). */
export interface HeldRow {
  device: string;
  doc: string;
  page: string;
  state: 'sent' | 'held' | 'leaving';
}

export interface UserRow {
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  /** JSON that only the domain and `access` read. */
  roles: string;
  /** argon2id. */
  password: string;
  disabled: boolean;
  /** Rises with every change of what the person may see (SPEC PUL5). */
  accessVersion: number;
  createdAt: number;
}

export interface DeviceRow {
  id: string;
  user: string;
  /** What its browser calls itself, shortened: so that its owner can tell it from others. */
  label: string;
  /** Epoch in which it last brought back what it holds: any other gives it the one chance to do so (SPEC EPO1). */
  epoch: string;
  createdAt: number;
  seenAt: number;
}

export interface SessionRow {
  /** sha256 of the token. */
  id: string;
  user: string;
  device: string;
  expiresAt: number;
}

/** One link of the ledger (SPEC DEC4). `entry` is canonical JSON; `payload` holds its words and salts, null once erased. */
export interface DecisionRow {
  n: number;
  kind: string;
  record: string;
  /** Log number of the record's `$ledger` row. */
  seq: number;
  at: number;
  entry: string;
  payload: string | null;
  hash: Uint8Array;
  signature: Uint8Array;
}

/** The canonical JSON of what a decision covered (SPEC DEC3). */
export interface ApprovedRow {
  n: number;
  json: string;
}

/** A command's first answer (SPEC DEC1). `digest` tells another content under the same id. */
export interface CommandRow {
  id: string;
  user: string;
  digest: string;
  answer: string;
  at: number;
}

export interface QuarantineRow {
  user: string;
  id: string;
  device: string;
  doc: string;
  generation: number;
  code: string;
  bytes: Uint8Array;
  at: number;
}

/** An attachment whose bytes lie whole and verified beside the store (SPEC BLB1). */
export interface BlobRow {
  /** SHA-256 of its bytes, 64 lower-case hex digits. */
  hash: string;
  bytes: number;
  /** When somebody last uploaded it to the end. */
  at: number;
}

/** What one person uploads or has uploaded: progress (SPEC BLB3), and then the proof that they had the bytes (SPEC BLB5). */
export interface UploadRow {
  user: string;
  hash: string;
  /** Names the file of a half upload; drawn by the server. */
  id: string;
  /** Of the whole. */
  bytes: number;
  received: number;
  done: boolean;
  touchedAt: number;
}

/** An item of a part shows this attachment: who may read the part may read the bytes (SPEC BLB6). */
export interface BlobRefRow {
  hash: string;
  doc: string;
  item: string;
  /** Who said so. */
  user: string;
  at: number;
}

/** The newest version of a part that a device has shown to its user, and since when (SPEC SEEN1). */
export interface SeenRow {
  device: string;
  doc: string;
  generation: number;
  /** Number of the part's last log row in that version. */
  seq: number;
  /** When that version was made; 0 where its row is kept no more. */
  madeAt: number;
  at: number;
}

/** With whom the device belongs to. */
export interface SightRow extends SeenRow {
  label: string;
  user: string;
  name: string;
  roles: string;
  disabled: boolean;
}

export interface AuditRow {
  at: number;
  /** User id; empty when nobody was signed in. */
  user: string;
  action: string;
  subject: string;
}
