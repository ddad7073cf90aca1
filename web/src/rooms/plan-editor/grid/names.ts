/** Parts several names in one cell: every sign that people enumerate with. */
const SEPARATOR = /[、,，;；\n]/;

export const splitNames = (text: string): string[] =>
  text
    .split(SEPARATOR)
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** What is being typed: the last of several names. */
export const lastName = (text: string): string => (text.split(SEPARATOR).at(-1) ?? '').trim();

/** The names before the one that is being typed. */
export const namesBefore = (text: string): string => text.split(SEPARATOR).slice(0, -1).join('、');

/** Whether the last name was just ended. */
export const endsName = (text: string): boolean => SEPARATOR.test(text.trimEnd().at(-1) ?? '');
