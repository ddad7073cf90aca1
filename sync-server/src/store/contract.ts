/**
 * The server's store. One suite (`contract.suite.ts`) holds for every implementation. All is async, so that it can be
 * a database across a network; a transaction sees its own writes, and readers outside see only what was committed.
 */
import type {
  ApprovedRow,
  AuditRow,
  AuthorRow,
  BlobRefRow,
  BlobRow,
  CheckpointRow,
  ClaimRow,
  CommandRow,
  DecisionRow,
  DeviceRow,
  HeldRow,
  LogRow,
  PartContent,
  PartRow,
  PartState,
  QuarantineRow,
  RecordRow,
  RowSpan,
  SeenRow,
  SessionRow,
  SightRow,
  UploadRow,
  UserRow,
  WorkspaceRow,
} from './rows.ts';

export interface Reader {
  workspace(): Promise<WorkspaceRow>;

  record(kind: string, id: string): Promise<RecordRow | null>;
  /** Those of the named records that there are, in any order. */
  recordsOf(names: readonly { kind: string; id: string }[]): Promise<RecordRow[]>;
  /** Records of a kind in order of id, above `after`. */
  records(kind: string, after: string, limit: number): Promise<RecordRow[]>;
  /** Records of a kind to which this person is assigned, in order of id, above `after`. */
  recordsAssigned(kind: string, user: string, after: string, limit: number): Promise<RecordRow[]>;

  part(doc: string): Promise<PartRow | null>;
  partsOf(kind: string, id: string): Promise<PartRow[]>;
  /** Docs whose head is above `head`, in order of head (SPEC PUL1). */
  partsAfter(head: number, limit: number): Promise<PartRow[]>;
  partState(doc: string): Promise<PartState | null>;
  /**
   * Several parts at one moment, in any order; one that is not there is left out. Of those that are `held` the rows above
   * `after` are enough, where the tail still has them all (SPEC PUL2); of all others the whole state is given.
   */
  contents(asked: readonly { doc: string; held: boolean }[], after: number): Promise<PartContent[]>;
  /** Parts with a tail that nothing was added to since `before`. */
  idleParts(before: number, limit: number): Promise<string[]>;
  /** Parts with rows that a snapshot covers and that are older than `before`. */
  expiredParts(before: number, limit: number): Promise<string[]>;
  checkpoint(doc: string): Promise<CheckpointRow | null>;
  /** Every kept row of a part, also below its snapshot, up to and with `until`; with `from`, so many of those above a number. */
  history(doc: string, until: number, from?: RowSpan): Promise<LogRow[]>;

  /** When a row that is still kept was made, also below the snapshot. */
  rowTime(doc: string, seq: number): Promise<number | null>;

  claim(doc: string, generation: number, client: number): Promise<ClaimRow | null>;
  /** Authors of rows above `after`; 0 gives all. */
  authors(doc: string, generation: number, after: number): Promise<AuthorRow[]>;

  held(device: string): Promise<HeldRow[]>;
  heldDoc(device: string, doc: string): Promise<HeldRow | null>;
  /** What is known of these docs, in any order. */
  heldDocs(device: string, docs: readonly string[]): Promise<HeldRow[]>;

  user(id: string): Promise<UserRow | null>;
  userByEmail(email: string): Promise<UserRow | null>;
  users(): Promise<UserRow[]>;
  device(id: string): Promise<DeviceRow | null>;
  /** All devices, or one person's. */
  devices(user?: string): Promise<DeviceRow[]>;
  session(id: string): Promise<SessionRow | null>;
  sessionsOf(user: string): Promise<SessionRow[]>;

  command(id: string): Promise<CommandRow | null>;
  /** The last link; null before the first. */
  lastDecision(): Promise<DecisionRow | null>;
  decisionsOf(kind: string, record: string, afterSeq: number): Promise<DecisionRow[]>;
  /** Those of several records, in the order of the chain. */
  decisionsOfAll(asked: readonly { kind: string; record: string; afterSeq: number }[]): Promise<DecisionRow[]>;
  /** The chain in order, above `after`. */
  decisions(after: number, limit: number): Promise<DecisionRow[]>;
  approved(n: number): Promise<ApprovedRow | null>;
  assigned(kind: string, record: string): Promise<string[]>;

  quarantined(user: string): Promise<QuarantineRow[]>;
  /** Sum over all that this person keeps in quarantine. */
  quarantineSize(user: string): Promise<{ rows: number; bytes: number }>;
  audits(limit: number): Promise<AuditRow[]>;

  blob(hash: string): Promise<BlobRow | null>;
  /** In order of hash, above `after`. */
  blobs(after: string, limit: number): Promise<BlobRow[]>;
  blobTotals(): Promise<{ rows: number; bytes: number }>;
  /** Hashes of blobs to which nothing refers, completed before `before` (SPEC BLB8). */
  looseBlobs(before: number, limit: number): Promise<string[]>;
  /** The parts that refer to a blob, each once. */
  blobDocs(hash: string): Promise<string[]>;
  blobRef(hash: string, doc: string, item: string): Promise<BlobRefRow | null>;
  blobRefCount(doc: string): Promise<number>;
  upload(user: string, hash: string): Promise<UploadRow | null>;
  /** Sum over all that this person uploaded and the server keeps, half uploads with their whole size. */
  uploadTotals(user: string): Promise<{ rows: number; bytes: number }>;
  seen(device: string, doc: string): Promise<SeenRow | null>;
  /** Who has seen a part, the newest version first and within one version the first to see it. */
  seenOf(doc: string, limit: number): Promise<SightRow[]>;
  /** Half uploads not touched since `before`. */
  staleUploads(before: number, limit: number): Promise<UploadRow[]>;
}

export interface Tx extends Reader {
  /** Runs `part` so that its throw undoes what it wrote and nothing else (SPEC PSH8). */
  savepoint<T>(part: () => Promise<T>): Promise<T>;
  /** Raises the workspace's head by one and returns it. */
  nextSeq(): Promise<number>;
  setEpoch(epoch: string): Promise<void>;

  putRecord(row: RecordRow): Promise<void>;
  setAssigned(kind: string, record: string, users: readonly string[]): Promise<void>;
  putPart(row: PartRow): Promise<void>;
  addRow(row: LogRow): Promise<void>;
  /** Also sets the part's snap, bytes and empty tail; the rows stay until `dropRows`. */
  putSnapshot(doc: string, snapshot: Uint8Array, seq: number): Promise<void>;
  putCheckpoint(row: CheckpointRow): Promise<void>;
  /** Forgets a part's rows up to and with `until`, which its snapshot must cover. */
  dropRows(doc: string, until: number): Promise<void>;

  putClaim(row: ClaimRow): Promise<void>;
  putHeld(row: HeldRow): Promise<void>;
  /** Each doc once. */
  putHelds(rows: readonly HeldRow[]): Promise<void>;
  /** The device has stored this page: `sent` becomes `held`, `leaving` is forgotten (SPEC PUL4). */
  confirmPage(device: string, page: string): Promise<void>;

  putUser(row: UserRow): Promise<void>;
  raiseAccess(user: string): Promise<void>;
  putDevice(row: DeviceRow): Promise<void>;
  /** Its sessions, what it held and what it has seen go with it. */
  dropDevice(id: string): Promise<void>;
  putSession(row: SessionRow): Promise<void>;
  dropSession(id: string): Promise<void>;
  dropSessionsOf(user: string): Promise<void>;
  dropExpiredSessions(now: number): Promise<void>;

  addDecision(row: DecisionRow): Promise<void>;
  putApproved(row: ApprovedRow): Promise<void>;
  putCommand(row: CommandRow): Promise<void>;
  /** False when this user already has one under this id: the first is kept. */
  addQuarantine(row: QuarantineRow): Promise<boolean>;
  addAudit(row: AuditRow): Promise<void>;

  putSeen(row: SeenRow): Promise<void>;
  dropSeenBefore(at: number): Promise<void>;

  putBlob(row: BlobRow): Promise<void>;
  /** Everybody's finished uploads of it go with it. @throws when something refers to it */
  dropBlob(hash: string): Promise<void>;
  putUpload(row: UploadRow): Promise<void>;
  dropUpload(user: string, hash: string): Promise<void>;
  /** False when it is there already: the first is kept. @throws when there is no such blob */
  addBlobRef(row: BlobRefRow): Promise<boolean>;
}

export interface Store {
  /** What was committed. Each method is one consistent look. */
  read: Reader;
  /** One transaction, alone: durable when it resolves, nothing of it when it throws. */
  write<T>(job: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
