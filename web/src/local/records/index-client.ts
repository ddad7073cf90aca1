import type { FromIndex, QuestionName, Questions, ToIndex } from './index-messages.ts';

/** The main thread's end of the list index. */
export class IndexClient {
  readonly #worker: Worker;
  readonly #open = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Set<(left: number) => void>();
  #n = 0;
  #left = 0;

  constructor(database: string) {
    this.#worker = new Worker(new URL('./index.worker.ts', import.meta.url), { type: 'module', name: 'qiao-index' });
    this.#worker.addEventListener('message', (event: MessageEvent<FromIndex>) => this.#receive(event.data));
    this.#send({ type: 'open', database });
  }

  #send(message: ToIndex): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromIndex): void {
    switch (message.type) {
      case 'ready':
        return;
      case 'changed':
        this.#left = message.left;
        for (const listener of this.#listeners) listener(message.left);
        return;
      case 'answer':
        this.#open.get(message.n)?.resolve(message.answer);
        this.#open.delete(message.n);
        return;
      case 'failed': {
        const error = new Error(message.message);
        if (message.n === null) for (const one of this.#open.values()) one.reject(error);
        else this.#open.get(message.n)?.reject(error);
        if (message.n === null) this.#open.clear();
        else this.#open.delete(message.n);
      }
    }
  }

  /** Rejects when the store cannot be read. */
  ask<Name extends QuestionName>(name: Name, ask: Questions[Name]['ask']): Promise<Questions[Name]['answer']> {
    const n = (this.#n += 1);
    return new Promise((resolve, reject) => {
      this.#open.set(n, { resolve: resolve as (answer: unknown) => void, reject });
      this.#send({ type: 'ask', n, name, ask } as ToIndex);
    });
  }

  changed(docs: readonly string[]): void {
    this.#send({ type: 'changed', docs: [...docs] });
  }

  outbox(): void {
    this.#send({ type: 'outbox' });
  }

  /** Records that are still to be read; while it is large, lists are not complete. */
  get left(): number {
    return this.#left;
  }

  onChanged(listener: (left: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#send({ type: 'close' });
  }
}
