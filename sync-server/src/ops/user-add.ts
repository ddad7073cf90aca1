import { ROLES, type Role } from '@qiao/domain';
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { writeRoles } from '../access/domain-person.ts';
import { addUser } from '../access/jobs.ts';
import { hashPassword, isAcceptable, newPassword } from '../access/passwords.ts';
import { MIN_PASSWORD } from '../access/limits.ts';
import { email as emailField, personName } from '../access/fields.ts';
import { openWriter } from '../open-writer.ts';
import { place } from './data.ts';
import { Refused, say } from './words.ts';

/** `user add --email E --name N --role R [--role R] [--desk D] [--department T] [--password P]`; without a password one is made and printed. */
export async function userAdd(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      email: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string', multiple: true },
      desk: { type: 'string', multiple: true },
      department: { type: 'string', default: '' },
      password: { type: 'string' },
    },
  });
  const email = v.safeParse(emailField, values.email);
  const name = v.safeParse(personName, values.name);
  if (!email.success) throw new Refused({ zh: '--email 要写一个邮箱地址。', en: '--email must be an e-mail address.' });
  if (!name.success) throw new Refused({ zh: '--name 要写姓名。', en: '--name must be a name.' });
  const roles = list(values.role).map(readRole);
  if (roles.length === 0)
    throw new Refused({ zh: `--role 要写一个角色：${ROLES.join('、')}。`, en: `--role must be one of: ${ROLES.join(', ')}.` });
  const desks = list(values.desk).map(readDesk);
  const password = values.password ?? newPassword();
  if (!isAcceptable(password))
    throw new Refused({ zh: `密码至少 ${MIN_PASSWORD} 个字符。`, en: `The password needs at least ${MIN_PASSWORD} characters.` });

  const { store, writer } = await openWriter(place());
  try {
    const id = randomUUID();
    const user = {
      id,
      email: email.output,
      name: name.output,
      roles: writeRoles({ roles, desks, department: values.department }),
      password: await hashPassword(password),
    };
    if ((await writer.submit(addUser, { by: '', user, onlyFirst: false })) !== 'added') {
      throw new Refused({ zh: `${user.email} 已有账号。`, en: `${user.email} has an account already.` });
    }
    console.log(say({ zh: `已添加 ${user.email}，编号 ${id}`, en: `Added ${user.email}, id ${id}` }));
    if (values.password === undefined) console.log(say({ zh: `密码：${password}`, en: `Password: ${password}` }));
  } finally {
    await writer.close();
    await store.close();
  }
}

/** `--role a,b --role c` is a list of three. */
const list = (values: string[] | undefined): string[] =>
  (values ?? [])
    .flatMap((value) => value.split(','))
    .map((one) => one.trim())
    .filter((one) => one !== '');

function readRole(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (!role)
    throw new Refused({
      zh: `没有“${text}”这个角色。角色有：${ROLES.join('、')}。`,
      en: `There is no role “${text}”. Roles are: ${ROLES.join(', ')}.`,
    });
  return role;
}

function readDesk(text: string): number {
  const desk = Number(text);
  if (!Number.isInteger(desk) || desk < 0 || desk > 10)
    throw new Refused({ zh: `--desk 是 0 到 10 的数字，不是“${text}”。`, en: `--desk is a number from 0 to 10, not “${text}”.` });
  return desk;
}
