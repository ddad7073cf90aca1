/** `npm run admin -- COMMAND`: works on the data folder, whether the server runs or not. */
import { backup } from './backup.ts';
import { exportProgramme } from './export-programme.ts';
import { importProgramme } from './import-programme.ts';
import { restore } from './restore.ts';
import { userAdd } from './user-add.ts';
import { verify } from './verify.ts';
import { Refused, say } from './words.ts';

type Command = (args: string[]) => Promise<void>;

const COMMANDS: Record<string, { run: Command; usage: string }> = {
  'user add': { run: userAdd, usage: '--email E --name N --role R [--role R] [--desk D] [--department T] [--password P]' },
  backup: { run: backup, usage: 'FILE [--files FOLDER]' },
  restore: { run: restore, usage: 'FILE [--files FOLDER] [--force]' },
  'verify-ledger': { run: verify, usage: '' },
  'import-programme': { run: importProgramme, usage: 'FILE' },
  'export-programme': { run: exportProgramme, usage: 'EVENT [--format json|xml|ics] [--public] [--language zh|en] [--alarm]' },
};

const usage = (): string =>
  [
    say({ zh: '用法：npm run admin -- 命令', en: 'Usage: npm run admin -- COMMAND' }),
    ...Object.entries(COMMANDS).map(([name, one]) => `  ${name} ${one.usage}`),
  ].join('\n');

async function main(args: string[]): Promise<number> {
  const words = args[0] === 'user' ? 2 : 1;
  const command = COMMANDS[args.slice(0, words).join(' ')];
  if (!command) {
    console.error(usage());
    return 2;
  }
  try {
    await command.run(args.slice(words));
    return 0;
  } catch (error) {
    const isArgument = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
    if (!(error instanceof Refused) && !isArgument) throw error;
    console.error(error.message);
    return 1;
  }
}

// What is kept is for its owner only.
process.umask(0o077);
process.exitCode = await main(process.argv.slice(2));
