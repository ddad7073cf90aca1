/** The relay's rights, decided by the domain. */
import { kindNamed, mayRead, whyNotWrite, type Facts } from '@qiao/domain';
import type { RecordRow, Rights } from '../relay/ports.ts';
import { domainPerson } from './domain-person.ts';

export const factsOf = (record: RecordRow): Facts => JSON.parse(record.facts) as Facts;

/** A record of a kind that this server does not know is nobody's. */
export const rights: Rights = {
  mayRead(person, record, part) {
    const kind = kindNamed(record.kind);
    return kind !== undefined && mayRead(kind, domainPerson(person), factsOf(record), part);
  },
  whyNotWrite(person, record, part) {
    const kind = kindNamed(record.kind);
    return kind ? whyNotWrite(kind, domainPerson(person), factsOf(record), part) : 'not-found';
  },
};
