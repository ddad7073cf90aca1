/** The entry of `npm run admin -- COMMAND`. */
import { keepCompiled } from '../compiled.ts';

keepCompiled();
await import('./commands.ts');
