/** Where the sessions of one day stand on the sheet: blocks in the columns, and bands that lie across them. Pure. */
import type { SessionView } from '@qiao/domain/plan';
import { isRest } from '../programme/rest.ts';
import { inLanes } from './lanes.ts';
import { placeIdOf, type By, type Place } from './places.ts';

export interface Block {
  id: string;
  session: SessionView;
  /** Minutes since 1970. */
  from: number;
  until: number;
  column: number;
  lane: number;
  lanes: number;
}

/** A break or a meal across the rooms in which nothing else is meanwhile; the same one entered for several rooms is one band. */
export interface Band {
  id: string;
  sessions: readonly SessionView[];
  from: number;
  until: number;
  /** Columns that it covers, both included. */
  first: number;
  last: number;
}

export interface Layout {
  blocks: ReadonlyMap<number, readonly Block[]>;
  bands: readonly Band[];
}

interface Timed {
  id: string;
  session: SessionView;
  from: number;
  until: number;
  column: number;
}

/** @param least minutes that the lowest block covers as it is drawn */
export function layOut(sessions: readonly SessionView[], places: readonly Place[], by: By, least = 0): Layout {
  const columnOf = new Map(places.map((place, column) => [place.id, column]));
  const timed = sessions.flatMap((session): Timed[] => {
    const column = columnOf.get(placeIdOf(session, by));
    return session.from === null || session.until === null || column === undefined
      ? []
      : [{ id: session.id, session, from: session.from, until: session.until, column }];
  });
  const bands: Band[] = [];
  const inColumn = Map.groupBy(timed, ({ column }) => column);
  for (const group of groupsOf(timed, places.length)) bands.push(...bandsOf(group, inColumn, bands, places.length));
  const banded = new Set(bands.flatMap((band) => band.sessions.map((session) => session.id)));
  const blocks = new Map<number, Block[]>();
  for (const [column, all] of inColumn) {
    const rest = all.filter(({ id }) => !banded.has(id));
    blocks.set(
      column,
      inLanes(rest, least).map(({ item, lane, lanes }) => ({ ...item, lane, lanes })),
    );
  }
  return { blocks, bands };
}

/** What is one thing in several rooms: same name, same time. Breaks and meals always, anything else only when it is in every room. */
function groupsOf(timed: readonly Timed[], columns: number): Timed[][] {
  const groups = Map.groupBy(timed, ({ session, from, until }) => `${from} ${until} ${session.title.zh}\n${session.title.en}`);
  return [...groups.values()]
    .filter((group) => isRest(group[0]?.session) || (columns > 1 && new Set(group.map(({ column }) => column)).size === columns))
    .sort((a, b) => a[0]!.from - b[0]!.from || a[0]!.column - b[0]!.column);
}

/** From each of its rooms as far to both sides as nothing else is there at that time. */
function bandsOf(
  group: readonly Timed[],
  inColumn: ReadonlyMap<number, readonly Timed[]>,
  drawn: readonly Band[],
  columns: number,
): Band[] {
  const [{ from, until }] = group as [Timed, ...Timed[]];
  const own = new Set(group.map(({ id }) => id));
  const meets = (span: { from: number; until: number }): boolean => span.from < until && from < span.until;
  const isFree = (column: number): boolean =>
    !(inColumn.get(column) ?? []).some((other) => !own.has(other.id) && meets(other)) &&
    !drawn.some((band) => column >= band.first && column <= band.last && meets(band));
  const bands = new Map<number, Timed[]>();
  const ends = new Map<number, number>();
  for (const member of group) {
    if (!isFree(member.column)) continue;
    let [first, last] = [member.column, member.column];
    while (first > 0 && isFree(first - 1)) first -= 1;
    while (last < columns - 1 && isFree(last + 1)) last += 1;
    bands.set(first, [...(bands.get(first) ?? []), member]);
    ends.set(first, last);
  }
  return [...bands].map(([first, members]) => ({
    id: members[0]!.id,
    sessions: members.map(({ session }) => session),
    from,
    until,
    first,
    last: ends.get(first)!,
  }));
}
