import type { Awareness } from 'y-protocols/awareness';

/** Somebody else who has the same part open now. */
export interface Here {
  user: string;
  name: string;
  /** 1 to 5: the colour, in order of arrival, the same for all. */
  who: number;
  /** The cell they are in, `fields/place`, `sessions/<id>/room`; empty for none. */
  at: string;
  client: number;
}

const COLOURS = 5;

/** What each of us writes into awareness. The server adds `user` with the true id and name (SPEC LIV5). */
interface Presence {
  since?: unknown;
  at?: unknown;
  user?: { id?: unknown; name?: unknown };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const time = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : Infinity);

/** Everyone in one awareness by order of arrival, ourselves included: the colour must be the same on every screen. */
export function arrivals(awareness: Awareness): Here[] {
  const order = [...awareness.getStates()]
    .map(([client, state]) => ({ client, ...(state as Presence) }))
    .filter((one) => text(one.user?.name) !== '')
    .sort((a, b) => time(a.since) - time(b.since) || a.client - b.client);
  const colours = new Map<string, number>();
  return order.map((one) => {
    const user = text(one.user?.id);
    if (!colours.has(user)) colours.set(user, (colours.size % COLOURS) + 1);
    return { user, name: text(one.user?.name), who: colours.get(user) ?? 1, at: text(one.at), client: one.client };
  });
}

const watched = new Map<Awareness, Here[]>();
let people = $state.raw<Here[]>([]);
let myself = '';

function recount(): void {
  const seen = new Map<string, Here>();
  for (const list of watched.values()) for (const here of list) if (here.user !== myself && !seen.has(here.user)) seen.set(here.user, here);
  people = [...seen.values()];
}

export const presence = {
  /** The others on what this tab has open, each once, for the top bar. */
  get people(): readonly Here[] {
    return people;
  },

  /** Shows ourselves in an open part and counts who else is there. The answer ends it. */
  join(awareness: Awareness, me: { id: string; name: string }): () => void {
    myself = me.id;
    awareness.setLocalStateField('since', Date.now());
    awareness.setLocalStateField('user', { id: me.id, name: me.name });
    const look = (): void => {
      watched.set(awareness, arrivals(awareness));
      recount();
    };
    awareness.on('change', look);
    look();
    return () => {
      awareness.off('change', look);
      watched.delete(awareness);
      recount();
    };
  },

  /** Says which cell we are in; null for none. */
  enter(awareness: Awareness, at: string | null): void {
    awareness.setLocalStateField('at', at ?? '');
  },
};
