import { contested } from '@qiao/domain/kind';
import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { collectedState } from './relay/part-docs.ts';

it('[SRV2] a device that comes after compaction is offered both values of a cell that two wrote apart', () => {
  const server = new Y.Doc({ gc: false });
  const written = [21, 22].map((client) => {
    const ydoc = new Y.Doc();
    ydoc.clientID = client;
    ydoc.getMap('fields').set('place', `hall ${client}`);
    return Y.encodeStateAsUpdate(ydoc);
  });
  for (const update of written) Y.applyUpdate(server, update);
  const snapshot = collectedState(server);
  const device = new Y.Doc();
  Y.applyUpdate(device, snapshot);
  const [found, ...more] = contested(device, [snapshot]);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ root: 'fields', key: 'place' });
  expect([found!.winner.value, ...found!.others.map((other) => other.value)].sort()).toEqual(['hall 21', 'hall 22']);
  // The same cell is found, under the same id, by who read the updates as they were written.
  expect(contested(device, written)[0]!.id).toBe(found!.id);
});
