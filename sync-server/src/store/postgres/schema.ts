import { bigint, bigserial, boolean, customType, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';

/** Each shape is said in `../rows.ts`; times are milliseconds since 1970. One database holds one workspace. */

/** The driver gives Buffers; the rest of the code knows bytes only. */
const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});
/** Ids are compared as their bytes, whatever language the database sorts in. */
const id = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });
/** Every number of ours lies below 2^53 (SPEC NAM3). */
const whole = (name: string) => bigint(name, { mode: 'number' }).notNull();

/** `head` is the counter row: whoever writes locks it first, so that numbers are given in the order of commits. */
export const workspace = pgTable('workspace', {
  id: id('id').primaryKey(),
  head: whole('head'),
  epoch: id('epoch').notNull(),
});

export const record = pgTable('record', { kind: id('kind').notNull(), id: id('id').notNull(), facts: text('facts').notNull() }, (t) => [
  primaryKey({ columns: [t.kind, t.id] }),
]);

export const assignment = pgTable(
  'assignment',
  { user: id('user').notNull(), kind: id('kind').notNull(), record: id('record').notNull() },
  (t) => [primaryKey({ columns: [t.user, t.kind, t.record] }), index('assignment_record').on(t.kind, t.record)],
);

export const part = pgTable(
  'part',
  {
    n: bigserial('n', { mode: 'number' }).primaryKey(),
    doc: id('doc').notNull(),
    kind: id('kind').notNull(),
    record: id('record').notNull(),
    generation: whole('generation'),
    head: whole('head'),
    snap: whole('snap'),
    bytes: whole('bytes'),
    tailRows: whole('tail_rows'),
    tailBytes: whole('tail_bytes'),
    changedAt: whole('changed_at'),
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
export const snapshot = pgTable('snapshot', {
  part: bigint('part', { mode: 'number' })
    .primaryKey()
    .references(() => part.n),
  bytes: bytes('bytes').notNull(),
});

export const log = pgTable(
  'log',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    part: bigint('part', { mode: 'number' }).references(() => part.n),
    actor: id('actor').notNull(),
    device: id('device').notNull(),
    update: bytes('bytes').notNull(),
    at: whole('at'),
  },
  (t) => [index('log_part').on(t.part, t.seq)],
);

export const checkpoint = pgTable('checkpoint', {
  part: bigint('part', { mode: 'number' })
    .primaryKey()
    .references(() => part.n),
  seq: whole('seq'),
  bytes: bytes('bytes').notNull(),
});

export const claim = pgTable(
  'client_id',
  {
    part: whole('part').references(() => part.n),
    generation: whole('generation'),
    client: whole('client'),
    user: id('user').notNull(),
    device: id('device').notNull(),
    until: whole('until'),
    seq: whole('seq'),
  },
  (t) => [primaryKey({ columns: [t.part, t.generation, t.client] })],
);

/** By name, for a device may bring back after a restore what this store has no part for. */
export const held = pgTable(
  'held',
  {
    device: id('device').notNull(),
    doc: id('doc').notNull(),
    page: id('page').notNull(),
    state: text('state', { enum: ['sent', 'held', 'leaving'] }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.device, t.doc] }), index('held_page').on(t.device, t.page)],
);

export const user = pgTable(
  'user',
  {
    id: id('id').primaryKey(),
    email: id('email').notNull(),
    name: text('name').notNull(),
    roles: text('roles').notNull(),
    password: text('password').notNull(),
    disabled: boolean('disabled').notNull(),
    accessVersion: whole('access_version'),
    createdAt: whole('created_at'),
  },
  (t) => [uniqueIndex('user_email').on(t.email)],
);

export const device = pgTable(
  'device',
  {
    id: id('id').primaryKey(),
    user: id('user')
      .notNull()
      .references(() => user.id),
    label: text('label').notNull(),
    epoch: id('epoch').notNull(),
    createdAt: whole('created_at'),
    seenAt: whole('seen_at'),
  },
  (t) => [index('device_user').on(t.user)],
);

export const session = pgTable(
  'session',
  {
    id: id('id').primaryKey(),
    user: id('user')
      .notNull()
      .references(() => user.id),
    device: id('device')
      .notNull()
      .references(() => device.id),
    expiresAt: whole('expires_at'),
  },
  (t) => [index('session_user').on(t.user), index('session_device').on(t.device)],
);

export const decision = pgTable(
  'decision',
  {
    n: bigint('n', { mode: 'number' }).primaryKey(),
    kind: id('kind').notNull(),
    record: id('record').notNull(),
    seq: whole('seq'),
    at: whole('at'),
    entry: text('entry').notNull(),
    payload: text('payload'),
    hash: bytes('hash').notNull(),
    signature: bytes('signature').notNull(),
  },
  (t) => [index('decision_record').on(t.kind, t.record, t.seq)],
);

export const approved = pgTable('approved_content', {
  n: bigint('n', { mode: 'number' })
    .primaryKey()
    .references(() => decision.n),
  json: text('json').notNull(),
});

export const command = pgTable('command', {
  id: id('id').primaryKey(),
  user: id('user').notNull(),
  digest: id('digest').notNull(),
  answer: text('answer').notNull(),
  at: whole('at'),
});

export const quarantine = pgTable(
  'quarantine',
  {
    user: id('user').notNull(),
    id: id('id').notNull(),
    device: id('device').notNull(),
    doc: id('doc').notNull(),
    generation: whole('generation'),
    code: text('code').notNull(),
    bytes: bytes('bytes').notNull(),
    at: whole('at'),
  },
  (t) => [primaryKey({ columns: [t.user, t.id] })],
);

export const audit = pgTable('audit', {
  n: bigserial('n', { mode: 'number' }).primaryKey(),
  at: whole('at'),
  user: id('user').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
});

export const blob = pgTable('blob', { hash: id('hash').primaryKey(), bytes: whole('size'), at: whole('at') }, (t) => [
  index('blob_at').on(t.at),
]);

export const upload = pgTable(
  'upload',
  {
    user: id('user').notNull(),
    hash: id('hash').notNull(),
    id: id('id').notNull(),
    bytes: whole('size'),
    received: whole('received'),
    done: boolean('done').notNull(),
    touchedAt: whole('touched_at'),
  },
  (t) => [primaryKey({ columns: [t.user, t.hash] }), index('upload_hash').on(t.hash), index('upload_touched').on(t.done, t.touchedAt)],
);

/** By name, for an item may show an attachment before its part has its first update. */
export const blobRef = pgTable(
  'blob_ref',
  {
    hash: id('hash')
      .notNull()
      .references(() => blob.hash),
    doc: id('doc').notNull(),
    item: id('item').notNull(),
    user: id('user').notNull(),
    at: whole('at'),
  },
  (t) => [primaryKey({ columns: [t.hash, t.doc, t.item] }), index('blob_ref_doc').on(t.doc)],
);

export const seen = pgTable(
  'seen',
  {
    device: id('device')
      .notNull()
      .references(() => device.id),
    doc: id('doc').notNull(),
    generation: whole('generation'),
    seq: whole('seq'),
    madeAt: whole('made_at'),
    at: whole('at'),
  },
  (t) => [primaryKey({ columns: [t.device, t.doc] }), index('seen_doc').on(t.doc, t.generation, t.seq), index('seen_at').on(t.at)],
);
