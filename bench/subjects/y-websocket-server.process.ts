/** Serves rooms as the package's own server does, on the WebSockets that the rest of the benchmark uses. */
import { setupWSConnection } from '@y/websocket-server/utils';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('connection', (socket, request) => setupWSConnection(socket, request));
server.on('listening', () => console.log(`listening on ${(server.address() as AddressInfo).port}`));
