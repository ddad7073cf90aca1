/** The entry of the thread that alone writes. */
import { keepCompiled } from './compiled.ts';

keepCompiled();
await import('./writer-work.ts');
