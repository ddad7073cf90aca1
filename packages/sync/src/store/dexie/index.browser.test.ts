// In a real Chromium: what a stand-in keeps, a browser may refuse, and the other way round.
import { dexieStoreSuites } from './dexie.suite.ts';

dexieStoreSuites();
