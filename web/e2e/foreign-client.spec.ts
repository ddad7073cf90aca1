import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { expect, LUO, newRecordId, signIn, SUN, test } from './office.ts';
import { Caller, type Relay } from './relay.ts';

/** The library's provider as it is, with a cookie, as any Node program would use it. */
function join(relay: Relay, cookie: string, doc: string): { ydoc: Y.Doc; provider: WebsocketProvider } {
  class WithCookie extends WebSocket {
    constructor(url: string | URL, protocols?: string[]) {
      super(url, protocols, { headers: { cookie } });
    }
  }
  const ydoc = new Y.Doc();
  const provider = new WebsocketProvider(`${relay.origin.replace('http', 'ws')}/sync/doc`, doc, ydoc, {
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  return { ydoc, provider };
}

const synced = (provider: WebsocketProvider): Promise<void> =>
  new Promise((done) => (provider.synced ? done() : provider.once('sync', () => done())));

test('[LIV1] an unmodified y-websocket client joins, edits, and the browser shows it', async ({ office, page }) => {
  const luo = await Caller.signIn(office.relay, LUO);
  const record = newRecordId();
  await luo.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'event', record });
  await signIn(page, office.relay, SUN, `/event/${record}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('未命名');

  const { ydoc, provider } = join(office.relay, luo.cookie, `event/${record}/case`);
  await synced(provider);
  ydoc.getMap('fields').set('title.zh', '从 Node 来的题名');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('从 Node 来的题名');

  await page.getByRole('textbox', { name: '地点' }).fill('云台厅');
  await page.keyboard.press('Tab');
  await expect.poll(() => ydoc.getMap('fields').get('place')).toBe('云台厅');
  provider.destroy();
});

test('[LIV4] a part of somebody else closes like one that does not exist', async ({ office }) => {
  const admin = office.admin;
  const person = newRecordId();
  expect(
    (await admin.call('POST', '/api/commands', { id: crypto.randomUUID(), type: 'create', kind: 'person', record: person })).status,
  ).toBe(200);
  const host = await Caller.signIn(office.relay, { email: 'xu@example.edu', password: 'nine guests and a bus 9' });
  const closing = async (doc: string): Promise<unknown> => {
    const { provider } = join(office.relay, host.cookie, doc);
    const code = await new Promise((done) => provider.on('closed', (event: { code: number }) => done(event.code)));
    provider.destroy();
    return code;
  };
  expect(await closing(`person/${person}/private`)).toBe(4404);
  expect(await closing(`person/${newRecordId()}/private`)).toBe(4404);
});
