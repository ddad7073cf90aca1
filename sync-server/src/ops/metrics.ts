/** What is counted, for Prometheus. Labels are codes and routes, never ids (SPEC SRV4). */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AckResult } from '@qiao/sync/protocol';
import { append } from '../relay/append.ts';
import type { Writer } from '../relay/job.ts';

export interface Metrics {
  registry: Registry;
  /** The same writer, measured. */
  measured(writer: Writer): Writer;
  request(method: string, route: string, status: number, seconds: number): void;
  /** A piece of an attachment, by how it was answered. */
  piece: (answer: string, bytes: number) => void;
  /** Asked for when metrics are read. */
  watch(look: { sockets: () => { replica: number; live: number }; head: () => Promise<number> }): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const updates = new Counter({ name: 'qiao_updates_total', help: 'Updates by answer.', labelNames: ['answer'], registers });
  const rows = new Counter({ name: 'qiao_rows_total', help: 'Committed log rows.', registers });
  const commits = new Counter({ name: 'qiao_commits_total', help: 'Commit groups that added rows.', registers });
  const jobs = new Histogram({
    name: 'qiao_job_seconds',
    help: 'From asking the writer to its answer.',
    labelNames: ['job'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2],
    registers,
  });
  const requests = new Histogram({
    name: 'qiao_http_seconds',
    help: 'HTTP requests.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2],
    registers,
  });

  const pieces = new Counter({
    name: 'qiao_blob_pieces_total',
    help: 'Pieces of attachments by answer.',
    labelNames: ['answer'],
    registers,
  });
  const pieceBytes = new Counter({ name: 'qiao_blob_bytes_total', help: 'Bytes of pieces that came.', registers });

  const answerOf = (result: AckResult): string => (result.kind === 'code' ? result.code : result.kind);

  return {
    registry,
    measured(writer) {
      writer.onCommit((commit) => {
        if (commit.rows.length > 0) commits.inc();
        rows.inc(commit.rows.length);
      });
      return {
        ...writer,
        async submit(kind, payload) {
          const stop = jobs.startTimer({ job: kind.name });
          try {
            const answer = await writer.submit(kind, payload);
            if (kind.name === append.name) updates.inc({ answer: answerOf(answer as AckResult) });
            return answer;
          } finally {
            stop();
          }
        },
      };
    },
    request: (method, route, status, seconds) => requests.observe({ method, route, status: String(status) }, seconds),
    piece: (answer, bytes) => {
      pieces.inc({ answer });
      pieceBytes.inc(bytes);
    },
    watch({ sockets, head }) {
      new Gauge({
        name: 'qiao_sockets',
        help: 'Open sockets by door.',
        labelNames: ['door'],
        registers,
        collect() {
          const { replica, live } = sockets();
          this.set({ door: 'replica' }, replica);
          this.set({ door: 'live' }, live);
        },
      });
      new Gauge({
        name: 'qiao_workspace_head',
        help: 'Last number of the log.',
        registers,
        async collect() {
          this.set(await head());
        },
      });
    },
  };
}
