import { deviceStoreSuite } from '../contract.suite.ts';
import { newDisk, openMemoryStore } from './index.ts';

deviceStoreSuite('memory store', async () => {
  const disk = newDisk();
  return { open: () => openMemoryStore(disk), dump: async () => '', dispose: async () => undefined };
});
