/** A server's end of the lane of attachments, as far as a device sees it (SPEC BLB2 to BLB6). Connections to it break where a test says. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { BlobAnswer, BlobPort } from './ports.ts';

export const hashOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** `before`: the request never arrives. `after`: it is carried out and the answer is lost. */
export type Cut = 'before' | 'after' | null;

export class BlobServer implements BlobPort {
  /** Half uploads and whole ones of the one person here. */
  readonly half = new Map<string, Uint8Array>();
  readonly whole = new Map<string, Uint8Array>();
  readonly refs = new Set<string>();
  readonly asked: string[] = [];
  cut: (what: string) => Cut = () => null;
  /** A refusal instead of what it would answer. */
  refuse: (what: string) => string | null = () => null;

  /** Pieces are received; what lies in memory alone is lost with the process, and none does: progress is durable. */
  async put(hash: string, size: number, offset: number, bytes: Uint8Array): Promise<BlobAnswer> {
    return this.#answer(`put ${offset}`, () => {
      if (this.whole.has(hash)) return { ok: true, received: size, done: true };
      const has = this.half.get(hash) ?? new Uint8Array();
      const end = offset + bytes.length;
      if (end < size && end <= has.length) return { ok: true, received: has.length, done: false };
      if (offset !== has.length) return { ok: false, code: 'wrong-offset', expected: has.length };
      const grown = new Uint8Array(end);
      grown.set(has);
      grown.set(bytes, offset);
      this.half.set(hash, grown);
      if (end < size) return { ok: true, received: end, done: false };
      this.half.delete(hash);
      if (hashOf(grown) !== hash) return { ok: false, code: 'wrong-hash' };
      this.whole.set(hash, grown);
      return { ok: true, received: size, done: true };
    });
  }

  async refer({ hash, doc, item }: { hash: string; doc: string; item: string }): Promise<BlobAnswer> {
    return this.#answer(`refer ${item}`, () => {
      if (!this.whole.has(hash)) return { ok: false, code: 'not-found' };
      this.refs.add(`${hash} ${doc} ${item}`);
      return { ok: true, received: 0, done: true };
    });
  }

  async #answer(what: string, carryOut: () => BlobAnswer): Promise<BlobAnswer> {
    this.asked.push(what);
    const cut = this.cut(what);
    if (cut === 'before') throw new Error('no connection');
    const refused = this.refuse(what);
    const answer: BlobAnswer = refused === null ? carryOut() : { ok: false, code: refused };
    if (cut === 'after') throw new Error('the answer was lost');
    return answer;
  }
}
