import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Modules imported from now on are compiled once and read from there afterwards. Where it cannot be written, nothing is kept. */
export const keepCompiled = (): void => void enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url)));
