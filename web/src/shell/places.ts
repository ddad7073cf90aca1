import { readCondition, type Kind, type Person } from '@qiao/domain/kind';
import { KINDS } from '@qiao/domain/kinds';

/** A desk as the rail shows it: its number is its sign. Desk 0 is the directory. */
export interface Desk {
  number: number;
  kinds: readonly Kind[];
  /** Address of its first kind. */
  href: string;
}

/** The desks with something that this person may see, in order of number. */
export function desksOf(person: Person): Desk[] {
  const byNumber = new Map<number, Kind[]>();
  for (const kind of KINDS) {
    if (readCondition(kind, person).length > 0) byNumber.set(kind.desk, [...(byNumber.get(kind.desk) ?? []), kind]);
  }
  return [...byNumber].sort(([a], [b]) => a - b).map(([number, here]) => ({ number, kinds: here, href: `/${here[0]?.name ?? ''}` }));
}

/** Whether an address lies in this desk: a list of one of its kinds, or a record. */
export const isAt = (desk: Desk, pathname: string): boolean => desk.kinds.some((kind) => pathname.split('/')[1] === kind.name);
