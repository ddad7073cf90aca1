import { KINDS } from '@qiao/domain/kinds';
import type { Person } from '@qiao/domain/kind';
import { fold, initials } from '#local/records/fold.ts';
import { desksOf } from '#shell/places.ts';
import { deskTitle } from '#shell/desk-names.ts';
import { pick, say, words } from '#messages/index.svelte.ts';

/** Something the command box can do besides opening a record. */
export interface Action {
  label: string;
  href?: string;
  run?: () => void;
}

export function actionsFor(person: Person, shell: { showSync: () => void; showKeys: () => void }): Action[] {
  const t = words();
  const make = KINDS.filter((kind) => kind.access.create.some((role) => person.roles.includes(role)));
  return [
    ...make.map((kind) => ({ label: say(t.list.create, { one: pick(kind.one) }), href: `/${kind.name}/new` })),
    ...desksOf(person).map((desk) => ({ label: say(t.search.goTo, { place: deskTitle(desk.number) }), href: desk.href })),
    { label: say(t.search.goTo, { place: t.shell.settings }), href: '/settings' },
    { label: t.sync.title, run: shell.showSync },
    { label: t.shell.keys, run: shell.showKeys },
  ];
}

/** By words in the label, or by its pinyin initials. */
export function matchingActions(actions: readonly Action[], typed: string): Action[] {
  const wanted = fold(typed.trim());
  if (!wanted) return [...actions];
  return actions.filter(({ label }) => fold(label).includes(wanted) || initials(label).includes(wanted));
}
