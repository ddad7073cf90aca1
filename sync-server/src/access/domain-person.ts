import type { Person } from '@qiao/domain';
import * as v from 'valibot';
import { ROLES } from '@qiao/domain';

const schema = v.object({ roles: v.array(v.picklist(ROLES)), desks: v.array(v.number()), department: v.string() });

/** Roles, desks and department as one JSON text, as the store keeps them. */
export const writeRoles = ({ roles, desks, department }: Pick<Person, 'roles' | 'desks' | 'department'>): string =>
  JSON.stringify({ roles, desks, department });

/** The person whom the domain decides on. Throws for a row that no part of this server wrote. */
export function domainPerson({ id, name, roles }: { id: string; name: string; roles: string }): Person {
  return { id, name, ...v.parse(schema, JSON.parse(roles)) };
}
