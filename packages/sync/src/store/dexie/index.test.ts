import 'fake-indexeddb/auto';
import { dexieStoreSuites } from './dexie.suite.ts';

dexieStoreSuites();
