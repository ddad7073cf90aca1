/** The HTTP interface as OpenAPI 3.1. A test holds it to the routes that there are. */
import { COMMAND_TYPES, KINDS, ROLES } from '@qiao/domain';

const text = { type: 'string' } as const;
const uuid = { type: 'string', format: 'uuid' } as const;
const json = (schema: object, description = 'OK') => ({ description, content: { 'application/json': { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({ type: 'object', properties, required });
const list = (items: object) => ({ type: 'array', items });
const errors = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [String(status), json(ref('Error'), 'Refused')]));
const body = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const inPath = (name: string, schema: object) => ({ name, in: 'path', required: true, schema });
const inQuery = (name: string, schema: object) => ({ name, in: 'query', required: false, schema });
const open = { security: [] };

const kind = { type: 'string', enum: KINDS.map((one) => one.name) };
const socket = (summary: string, parameters: object[] = []) => ({
  summary,
  parameters,
  responses: { 101: { description: 'WebSocket' }, ...errors(401, 403), 426: { description: 'Not an upgrade' } },
});

const schemas = {
  Error: object({ error: object({ code: text, message: text, details: { type: 'object' } }, ['code', 'message']) }),
  Person: object({
    id: uuid,
    name: text,
    roles: list({ type: 'string', enum: ROLES }),
    desks: list({ type: 'integer' }),
    department: text,
    email: text,
  }),
  Me: object({ user: ref('Person'), device: uuid, workspace: uuid, leaseDays: { type: 'integer' } }),
  Assignee: object({ id: text, name: text }),
  Facts: object({
    kind: text,
    id: uuid,
    version: { type: 'integer' },
    state: text,
    owner: text,
    ownerName: text,
    department: text,
    assignees: list(ref('Assignee')),
    number: { type: ['string', 'null'] },
    archived: { type: 'boolean' },
    createdAt: { type: 'integer' },
    changedAt: { type: 'integer' },
  }),
  Command: object(
    {
      id: uuid,
      type: { type: 'string', enum: COMMAND_TYPES },
      kind: text,
      record: uuid,
      reason: text,
      opinion: text,
      assignees: list(ref('Assignee')),
      department: text,
      contentHash: text,
      vectors: { type: 'object', additionalProperties: text },
      madeAt: { type: 'number' },
    },
    ['id', 'type', 'kind', 'record'],
  ),
  Record: object({ facts: ref('Facts'), parts: { type: 'object', additionalProperties: { type: 'object' } } }),
  Device: object({
    id: uuid,
    user: uuid,
    label: text,
    createdAt: { type: 'integer' },
    seenAt: { type: 'integer' },
    current: { type: 'boolean' },
  }),
  SeenMark: object({
    doc: text,
    generation: { type: 'integer' },
    seq: { type: 'integer', minimum: 1 },
    ago: { type: 'number', minimum: 0 },
  }),
  PartSeen: object({
    at: { type: 'integer' },
    more: { type: 'boolean' },
    devices: list(
      object({
        user: uuid,
        name: text,
        label: text,
        current: { type: 'boolean' },
        latest: { type: 'boolean' },
        madeAt: { type: 'integer' },
        at: { type: 'integer' },
      }),
    ),
  }),
} as const;

export const OPENAPI = {
  openapi: '3.1.0',
  info: { title: 'Qiao 桥', version: '1', description: 'The international office that works offline: the HTTP interface of its relay.' },
  security: [{ session: [] }],
  paths: {
    '/api/login': {
      post: {
        summary: 'Sign in; the session comes as a cookie',
        ...open,
        requestBody: body(object({ email: text, password: text, device: uuid }, ['email', 'password'])),
        responses: { 200: json(ref('Me')), ...errors(400, 401, 403, 413, 429) },
      },
    },
    '/api/logout': { post: { summary: 'Sign out', ...open, responses: { 200: json(object({ ok: { const: true } })), ...errors(403) } } },
    '/api/me': { get: { summary: 'Who is signed in; renews the session', responses: { 200: json(ref('Me')), ...errors(401) } } },
    '/api/password': {
      post: {
        summary: 'Set one’s own password, with the old one; one’s other sessions end',
        requestBody: body(object({ current: text, next: text })),
        responses: { 200: json(object({ ok: { const: true } })), ...errors(400, 401, 403, 413, 429) },
      },
    },
    '/api/setup': {
      get: { summary: 'Whether there is nobody yet', ...open, responses: { 200: json(object({ needed: { type: 'boolean' } })) } },
      post: {
        summary: 'Make the first person with the code that the server printed',
        ...open,
        requestBody: body(object({ code: text, name: text, email: text, password: text })),
        responses: { 200: json(ref('Me')), ...errors(400, 401, 403, 409, 413, 429) },
      },
    },
    '/api/users': {
      get: {
        summary: 'The people of the office',
        responses: { 200: json(object({ users: list({ type: 'object' }) })), ...errors(401, 403) },
      },
      post: {
        summary: 'Add a person, or with `id` change one (administrators)',
        requestBody: body({ type: 'object' }),
        responses: { 200: json({ type: 'object' }), ...errors(400, 401, 403, 404, 409, 413) },
      },
    },
    '/api/devices': {
      get: {
        summary: 'Own devices; with `all` everybody’s (administrators)',
        parameters: [inQuery('all', text)],
        responses: { 200: json(object({ devices: list(ref('Device')) })), ...errors(401) },
      },
    },
    '/api/devices/{id}': {
      post: {
        summary: 'Name one of one’s own devices',
        parameters: [inPath('id', uuid)],
        requestBody: body(object({ label: text })),
        responses: { 200: json(object({ ok: { const: true } })), ...errors(400, 401, 403, 404, 413) },
      },
      delete: {
        summary: 'Remove a device: its sessions end and its sockets close',
        parameters: [inPath('id', uuid)],
        responses: { 200: json(object({ ok: { const: true } })), ...errors(401, 403, 404) },
      },
    },
    '/api/commands': {
      post: {
        summary: 'Decide; idempotent by the command’s id',
        requestBody: body(ref('Command')),
        responses: {
          200: json(object({ ok: { const: true }, facts: { anyOf: [ref('Facts'), { type: 'null' }] }, head: { type: 'integer' } })),
          ...errors(400, 401, 403, 404, 409, 413, 503),
        },
      },
    },
    '/api/records/{kind}': {
      get: {
        summary: 'Records of a kind that the asker may see, in order of id',
        parameters: [inPath('kind', kind), inQuery('limit', { type: 'integer', minimum: 1, maximum: 200 }), inQuery('after', uuid)],
        responses: { 200: json(object({ items: list(ref('Record')), next: { type: ['string', 'null'] } })), ...errors(400, 401, 404) },
      },
    },
    '/api/records/{kind}/{id}': {
      get: {
        summary: 'Facts, and the projected parts that the asker may see',
        parameters: [inPath('kind', kind), inPath('id', uuid)],
        responses: { 200: json(ref('Record')), ...errors(401, 404) },
      },
    },
    '/api/seen/{kind}/{id}': {
      get: {
        summary: 'Which device has shown which version of a part that the asker may see (SPEC SEEN4)',
        parameters: [inPath('kind', kind), inPath('id', uuid)],
        responses: { 200: json(object({ parts: { type: 'object', additionalProperties: ref('PartSeen') } })), ...errors(401, 404) },
      },
    },
    '/api/seen': {
      post: {
        summary: 'Tell which versions this device has shown to its user; one result for each, in order (SPEC SEEN3)',
        requestBody: body(object({ epoch: text, marks: list(ref('SeenMark')) })),
        responses: {
          200: json(object({ results: list({ enum: ['seen', 'known', 'stale', 'not-found'] }) })),
          ...errors(400, 401, 403, 413, 503),
        },
      },
    },
    '/api/history/{kind}/{id}/{part}': {
      get: {
        summary: 'What is kept of a part: the state below, each row above with who delivered it and when, and who wrote (SPEC HIS)',
        parameters: [inPath('kind', kind), inPath('id', uuid), inPath('part', text), inQuery('after', { type: 'integer', minimum: 0 })],
        responses: { 200: { description: 'A page', content: { 'application/octet-stream': {} } }, ...errors(400, 401, 404) },
      },
    },
    '/api/blobs/{hash}': {
      put: {
        summary: 'One piece of an attachment, in order; the answer says how much is durable (SPEC BLB2)',
        parameters: [inPath('hash', sha256), inQuery('size', { type: 'integer' }), inQuery('offset', { type: 'integer' })],
        requestBody: { required: true, content: { 'application/octet-stream': {} } },
        responses: {
          200: json(object({ received: { type: 'integer' }, done: { type: 'boolean' } })),
          ...errors(400, 401, 409, 413, 503, 507),
        },
      },
      get: {
        summary: 'The bytes, for who may read a part that refers to them; ranges are served',
        parameters: [inPath('hash', sha256), inQuery('name', text), inQuery('type', text)],
        responses: {
          200: { description: 'OK' },
          206: { description: 'A range' },
          304: { description: 'As known' },
          ...errors(401, 404, 503),
        },
      },
    },
    '/api/blobs/{hash}/refs': {
      post: {
        summary: 'Refer to an attachment from an item of a part; who has not the bytes gets nothing by the hash (SPEC BLB5)',
        parameters: [inPath('hash', sha256)],
        requestBody: body(object({ doc: text, item: text })),
        responses: { 200: json(object({ ok: { const: true } })), ...errors(400, 401, 403, 404, 409, 503) },
      },
    },
    '/api/openapi.json': { get: { summary: 'This description', ...open, responses: { 200: json({ type: 'object' }) } } },
    '/healthz': { get: { summary: 'The process answers', ...open, responses: { 200: json({ type: 'object' }) } } },
    '/readyz': { get: { summary: 'The store takes writes', ...open, responses: { 200: json({ type: 'object' }), ...errors(503) } } },
    '/metrics': {
      get: {
        summary: 'For Prometheus; from this machine, or with a bearer token',
        ...open,
        responses: { 200: { description: 'OK' }, ...errors(404) },
      },
    },
    '/sync': { get: socket('The replica door: packages/sync/SPEC.md') },
    '/sync/doc/{kind}/{id}/{part}': {
      get: socket('The live door: plain y-websocket', [inPath('kind', kind), inPath('id', uuid), inPath('part', text)]),
    },
  },
  components: {
    schemas,
    securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'qiao_session' } },
  },
};
