import { emptyPart, project, readPart, type Kind, type PartValue } from '@qiao/domain/kind';
import type { OpenPart } from '@qiao/sync/client';
import * as Y from 'yjs';
import { arrivals, presence, type Here } from '../presence.svelte.ts';

/** Origin of what this person types here: undo takes back these edits and no others. */
export const TYPED = Symbol('typed here');

/** Edits closer together than this are undone as one, milliseconds. */
const UNDO_GROUP_MS = 600;

/**
 * One part open on a page: its projected value, who is in which cell, and undo of what was typed here. Survives the
 * rebuilding of its Y.Doc after a refusal (SPEC REF1); undo then begins anew, for what it would take back is gone.
 */
export class PartView {
  readonly name: string;
  readonly open: OpenPart;
  readonly #kind: Kind;
  readonly #version: number;
  readonly #me: { id: string; name: string };
  readonly #onUndoable: (view: PartView) => void;
  readonly #stopReplaced: () => void;
  #unbind: () => void = () => undefined;
  undo: Y.UndoManager | null = null;
  value = $state.raw<PartValue>({ fields: {}, lists: {}, texts: {} });
  others = $state.raw<Here[]>([]);
  /** Rises when the Y.Doc is replaced, so that editors bind anew. */
  built = $state(0);

  constructor(
    name: string,
    open: OpenPart,
    kind: Kind,
    version: number,
    me: { id: string; name: string },
    onUndoable: (view: PartView) => void,
  ) {
    this.name = name;
    this.open = open;
    this.#kind = kind;
    this.#version = version;
    this.#me = me;
    this.#onUndoable = onUndoable;
    this.value = emptyPart(kind, name);
    this.#bind();
    this.#stopReplaced = open.onReplaced(() => {
      this.#unbind();
      this.#bind();
      this.built += 1;
    });
  }

  #bind(): void {
    const { ydoc, awareness } = this.open;
    const read = (): void => {
      this.value = readPart(this.#kind, this.name, project(this.#kind, this.name, ydoc), this.#version);
    };
    const look = (): void => {
      this.others = arrivals(awareness).filter((here) => here.client !== ydoc.clientID);
    };
    const roots = this.#roots(ydoc);
    const undo = roots.length > 0 ? new Y.UndoManager(roots, { trackedOrigins: new Set([TYPED]), captureTimeout: UNDO_GROUP_MS }) : null;
    const undoable = (event: { type: string }): void => {
      if (event.type === 'undo') this.#onUndoable(this);
    };
    undo?.on('stack-item-added', undoable);
    this.undo = undo;
    ydoc.on('afterTransaction', read);
    awareness.on('change', look);
    const leave = presence.join(awareness, this.#me);
    read();
    look();
    this.#unbind = () => {
      ydoc.off('afterTransaction', read);
      awareness.off('change', look);
      leave();
      undo?.destroy();
    };
  }

  /** The root maps that forms write; rich texts bring their own undo. */
  #roots(ydoc: Y.Doc): Y.Map<unknown>[] {
    const part = this.#kind.parts[this.name];
    const names = [...(part?.fields ? ['fields'] : []), ...Object.keys(part?.lists ?? {})];
    return names.map((root) => ydoc.getMap(root));
  }

  /** Says to the others which cell we are in; null for none. */
  enter(at: string | null): void {
    presence.enter(this.open.awareness, at);
  }

  close(): void {
    this.#stopReplaced();
    this.#unbind();
    this.open.close();
  }
}
