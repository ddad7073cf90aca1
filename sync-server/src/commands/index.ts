import type { Peer } from '../relay/ports.ts';
import { NotStored, type Writer } from '../relay/job.ts';
import { decideCommand, type CommandAnswer } from './decide.ts';
import { readCommand } from './read-command.ts';

export type Commands = (person: Pick<Peer, 'user' | 'device'>, command: unknown) => Promise<CommandAnswer>;

/** Decides what a signed-in person asks for. `command` is whatever came from outside. */
export function createCommands({ writer }: { writer: Writer }): Commands {
  return async ({ user, device }, raw) => {
    const command = readCommand(raw);
    if (!command) return { ok: false, code: 'bad-command' };
    try {
      return await writer.submit(decideCommand, { user, device, command });
    } catch (error) {
      if (error instanceof NotStored) return { ok: false, code: 'not-stored' };
      throw error;
    }
  };
}
