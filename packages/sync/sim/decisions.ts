/** What must hold of decisions: the chain is whole, devices hold it as it is, and none that a device held is lost by a restore. */
import { verifyLedger } from '../../../sync-server/src/commands/verify-ledger.ts';
import { entryOf } from '../../../sync-server/src/commands/ledger.ts';
import { openMemoryStore, type Durable } from '../../../sync-server/src/store/memory/index.ts';
import type { Device } from './device.ts';
import { Broken } from './broken.ts';
import { CASE, mayRead } from './office.ts';

interface HeldEntry {
  entry: { command: string };
}

const commandsOn = ({ disk }: Device, record: string): string[] =>
  [...(disk.ledger.get(record) ?? new Map<number, string>())]
    .sort(([a], [b]) => a - b)
    .map(([, json]) => (JSON.parse(json) as HeldEntry).entry.command);

export class Decisions {
  /** By record: commands that some device held, with facts to bear them out, when a restore came. */
  #due = new Map<string, Set<string>>();
  adopted = 0;

  /** Called at a restore, of which no device knows yet. */
  restored(devices: readonly Device[]): void {
    this.#due = new Map();
    for (const device of devices) {
      for (const record of device.disk.facts.keys()) {
        const due = this.#due.get(record) ?? new Set<string>();
        for (const command of commandsOn(device, record)) due.add(command);
        this.#due.set(record, due);
      }
    }
  }

  async check(durable: Durable, devices: readonly Device[]): Promise<void> {
    const whole = await verifyLedger(openMemoryStore(durable).read);
    if (!whole.ok) throw new Broken(`[DEC4] entry ${whole.entry}: ${whole.why}`);
    const { decision, quarantine, record } = durable.tables;
    const chain = [...decision.values()].sort((a, b) => a.n - b.n).map(entryOf);
    this.adopted = chain.filter(({ returned }) => returned !== undefined).length;
    const kept = [...quarantine.values()].filter(({ code }) => code === 'diverged').map(({ bytes }) => Buffer.from(bytes).toString());
    for (const [name, commands] of this.#due) {
      for (const command of commands) {
        if (!chain.some((entry) => entry.command === command) && !kept.some((text) => text.includes(command)))
          throw new Broken(`[EPO5] a decision about ${name} that a device held is nowhere`);
      }
    }
    for (const row of record.values()) {
      const commands = chain.filter((entry) => entry.record === row.id).map(({ command }) => command);
      if (new Set(commands).size < commands.length) throw new Broken(`[EPO5] a decision about ${row.id} stands twice`);
      for (const device of devices) {
        const due = mayRead(device.account.user, row, CASE) ? commands : [];
        if (commandsOn(device, `${row.kind}/${row.id}`).join() !== due.join())
          throw new Broken(`[DEC2] ${device.account.device} holds another ledger of ${row.id}`);
      }
    }
  }
}
