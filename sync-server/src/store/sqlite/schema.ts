import { customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Each shape is said in `../rows.ts`; times are milliseconds since 1970. One file holds one workspace. */

/** The driver gives Buffers; the rest of the code knows bytes only. */
const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'blob',
  fromDriver: (value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

export const workspace = sqliteTable('workspace', {
  id: text().primaryKey(),
  head: integer().notNull(),
  epoch: text().notNull(),
});

export const record = sqliteTable('record', { kind: text().notNull(), id: text().notNull(), facts: text().notNull() }, (t) => [
  primaryKey({ columns: [t.kind, t.id] }),
]);

export const assignment = sqliteTable('assignment', { user: text().notNull(), kind: text().notNull(), record: text().notNull() }, (t) => [
  primaryKey({ columns: [t.user, t.kind, t.record] }),
  index('assignment_record').on(t.kind, t.record),
]);

export const part = sqliteTable(
  'part',
  {
    n: integer().primaryKey(),
    doc: text().notNull(),
    kind: text().notNull(),
    record: text().notNull(),
    generation: integer().notNull(),
    head: integer().notNull(),
    snap: integer().notNull(),
    bytes: integer().notNull(),
    tailRows: integer('tail_rows').notNull(),
    tailBytes: integer('tail_bytes').notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (t) => [
    uniqueIndex('part_doc').on(t.doc),
    // Pages are read along this one (SPEC PUL1).
    uniqueIndex('part_head').on(t.head),
    index('part_record').on(t.kind, t.record),
    index('part_changed').on(t.changedAt),
  ],
);

/** Apart from `part`, so that a new head does not rewrite the bytes. */
export const snapshot = sqliteTable('snapshot', {
  part: integer()
    .primaryKey()
    .references(() => part.n),
  bytes: bytes('bytes').notNull(),
});

export const log = sqliteTable(
  'log',
  {
    seq: integer().primaryKey(),
    part: integer().references(() => part.n),
    actor: text().notNull(),
    device: text().notNull(),
    update: bytes('bytes').notNull(),
    at: integer().notNull(),
  },
  (t) => [index('log_part').on(t.part, t.seq)],
);

export const checkpoint = sqliteTable('checkpoint', {
  part: integer()
    .primaryKey()
    .references(() => part.n),
  seq: integer().notNull(),
  bytes: bytes('bytes').notNull(),
});

export const claim = sqliteTable(
  'client_id',
  {
    part: integer()
      .notNull()
      .references(() => part.n),
    generation: integer().notNull(),
    client: integer().notNull(),
    user: text().notNull(),
    device: text().notNull(),
    until: integer().notNull(),
    seq: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.part, t.generation, t.client] })],
);

/** By name, for a device may bring back after a restore what this store has no part for. */
export const held = sqliteTable(
  'held',
  { device: text().notNull(), doc: text().notNull(), page: text().notNull(), state: text({ enum: ['sent', 'held', 'leaving'] }).notNull() },
  (t) => [primaryKey({ columns: [t.device, t.doc] }), index('held_page').on(t.device, t.page)],
);

export const user = sqliteTable(
  'user',
  {
    id: text().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    roles: text().notNull(),
    password: text().notNull(),
    disabled: integer({ mode: 'boolean' }).notNull(),
    accessVersion: integer('access_version').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [uniqueIndex('user_email').on(t.email)],
);

export const device = sqliteTable(
  'device',
  {
    id: text().primaryKey(),
    user: text()
      .notNull()
      .references(() => user.id),
    label: text().notNull(),
    epoch: text().notNull(),
    createdAt: integer('created_at').notNull(),
    seenAt: integer('seen_at').notNull(),
  },
  (t) => [index('device_user').on(t.user)],
);

export const session = sqliteTable(
  'session',
  {
    id: text().primaryKey(),
    user: text()
      .notNull()
      .references(() => user.id),
    device: text()
      .notNull()
      .references(() => device.id),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('session_user').on(t.user), index('session_device').on(t.device)],
);

export const decision = sqliteTable(
  'decision',
  {
    n: integer().primaryKey(),
    kind: text().notNull(),
    record: text().notNull(),
    seq: integer().notNull(),
    at: integer().notNull(),
    entry: text().notNull(),
    payload: text(),
    hash: bytes('hash').notNull(),
    signature: bytes('signature').notNull(),
  },
  (t) => [index('decision_record').on(t.kind, t.record, t.seq)],
);

export const approved = sqliteTable('approved_content', {
  n: integer()
    .primaryKey()
    .references(() => decision.n),
  json: text().notNull(),
});

export const command = sqliteTable('command', {
  id: text().primaryKey(),
  user: text().notNull(),
  digest: text().notNull(),
  answer: text().notNull(),
  at: integer().notNull(),
});

export const quarantine = sqliteTable(
  'quarantine',
  {
    user: text().notNull(),
    id: text().notNull(),
    device: text().notNull(),
    doc: text().notNull(),
    generation: integer().notNull(),
    code: text().notNull(),
    bytes: bytes('bytes').notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.user, t.id] })],
);

export const audit = sqliteTable('audit', {
  n: integer().primaryKey(),
  at: integer().notNull(),
  user: text().notNull(),
  action: text().notNull(),
  subject: text().notNull(),
});

export const blob = sqliteTable('blob', { hash: text().primaryKey(), bytes: integer('size').notNull(), at: integer().notNull() }, (t) => [
  index('blob_at').on(t.at),
]);

export const upload = sqliteTable(
  'upload',
  {
    user: text().notNull(),
    hash: text().notNull(),
    id: text().notNull(),
    bytes: integer('size').notNull(),
    received: integer().notNull(),
    done: integer({ mode: 'boolean' }).notNull(),
    touchedAt: integer('touched_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.user, t.hash] }), index('upload_hash').on(t.hash), index('upload_touched').on(t.done, t.touchedAt)],
);

/** By name, for an item may show an attachment before its part has its first update. */
export const blobRef = sqliteTable(
  'blob_ref',
  {
    hash: text()
      .notNull()
      .references(() => blob.hash),
    doc: text().notNull(),
    item: text().notNull(),
    user: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.hash, t.doc, t.item] }), index('blob_ref_doc').on(t.doc)],
);

export const seen = sqliteTable(
  'seen',
  {
    device: text()
      .notNull()
      .references(() => device.id),
    doc: text().notNull(),
    generation: integer().notNull(),
    seq: integer().notNull(),
    madeAt: integer('made_at').notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.device, t.doc] }), index('seen_doc').on(t.doc, t.generation, t.seq), index('seen_at').on(t.at)],
);
