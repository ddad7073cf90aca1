/** Hocuspocus with its SQLite extension and all else as it comes: no accounts, no rights; stored some seconds after an edit. */
import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';

const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database: process.env['DATABASE'] })],
});
await server.listen();
console.log(`listening on ${server.address.port}`);
