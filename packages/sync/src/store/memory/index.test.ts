import { blobStoreSuite } from '../blobs.suite.ts';
import { deviceStoreSuite, type StoreUnderTest } from '../contract.suite.ts';
import { newDisk, openMemoryStore } from './index.ts';

const make = async (): Promise<StoreUnderTest> => {
  const disk = newDisk();
  return { open: () => openMemoryStore(disk), dump: async () => '', dispose: async () => undefined };
};

deviceStoreSuite('memory store', make);
blobStoreSuite('memory store', make);
