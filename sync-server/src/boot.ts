/** Starts the server from the environment and ends it on SIGINT or SIGTERM. */
import { BadSetting, readConfig, type Config } from './config.ts';
import { startServer } from './server.ts';

// What is kept is for its owner only.
process.umask(0o077);

const config = read();
const running = await startServer(config, () => process.exit(1)).catch(giveUp);
const url = config.port === 0 ? `http://localhost:${running.port}` : config.url;
console.log(`Qiao is ready at ${url}`);
if (running.setupCode) console.log(`First visit: open ${url} and enter the one-time code ${running.setupCode}`);

/** Milliseconds after which a further signal does not wait: a terminal and a parent may both pass on the first. */
const IMPATIENT_AFTER_MS = 1000;

let endingSince = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (endingSince === 0) {
      endingSince = Date.now();
      void running.close().then(() => process.exit(0));
    } else if (Date.now() - endingSince > IMPATIENT_AFTER_MS) process.exit(1);
  });
}

function read(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    return giveUp(error);
  }
}

/** What who started it can mend is one line; anything else is a defect and keeps its trace. */
function giveUp(error: unknown): never {
  const busy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(
    busy ? `Port ${process.env['PORT'] ?? 8787} is in use. Choose another with PORT.` : error instanceof BadSetting ? error.message : error,
  );
  process.exit(1);
}
