/** The entry: compiled code is kept beside the packages, so that the next start is quick; then the server boots. */
import { keepCompiled } from './compiled.ts';

keepCompiled();
await import('./boot.ts');
