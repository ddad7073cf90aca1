/** Elements of a schedule file in XML: an element holds text or elements, never both. */
import { canonicalJson } from '../../../kind/canonical.ts';
import { sha256Hex } from '../../../shared/hash.ts';
import { wellFormed } from '../carried.ts';

export interface XmlNode {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly XmlNode[];
  text: string;
  /** Body of our processing instruction within it, empty without one. */
  carried: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** Target of the processing instruction that carries what the published schema has no place for; others pass over it. */
export const CARRIER = 'qiao';

export function element(
  name: string,
  content: string | readonly XmlNode[] = '',
  attributes: Readonly<Record<string, unknown>> = {},
): XmlNode {
  const said = Object.entries(attributes).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  return {
    name,
    attributes: Object.fromEntries(said.map(([key, value]) => [key, xmlText(String(value))])),
    children: typeof content === 'string' ? [] : content,
    text: typeof content === 'string' ? xmlText(content) : '',
    carried: '',
  };
}

/** XML 1.0 has no place for most control characters, nor for U+FFFE and U+FFFF. */
const xmlText = (text: string): string => text.toWellFormed().replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');

const mark = (value: unknown): string => sha256Hex(canonicalJson(wellFormed(value ?? null))).slice(0, 16);

/**
 * The element with what `read` would not find in it: by name the mark of what it finds, and the value; no value where
 * there is none. Whoever changes the element changes the mark, and the element holds.
 */
export function carrying(made: XmlNode, whole: Values, read: (node: XmlNode) => Values): XmlNode {
  const found = read(made);
  const rest: Record<string, unknown[]> = {};
  for (const key of new Set([...Object.keys(whole), ...Object.keys(found)])) {
    const isSaid = mark(whole[key]) === mark(found[key]) && (whole[key] === undefined) === (found[key] === undefined);
    if (isSaid) continue;
    rest[key] = whole[key] === undefined ? [mark(found[key])] : [mark(found[key]), whole[key]];
  }
  return Object.keys(rest).length === 0 ? made : { ...made, carried: canonicalJson(wellFormed(rest)) };
}

/** What was found in an element, completed by what it carries. Total: what is not ours is passed over. */
export function completed(found: Values, carried: string): Values {
  const values = new Map(Object.entries(found));
  for (const [key, entry] of Object.entries(parse(carried))) {
    if (!Array.isArray(entry) || entry[0] !== mark(found[key])) continue;
    if (entry.length > 1) values.set(key, entry[1]);
    else values.delete(key);
  }
  return Object.fromEntries(values);
}

function parse(text: string): object {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const escapeBody = (text: string): string => text.replace(/[&<>\r]/g, (char) => ENTITIES[char]!);
const escapeAttribute = (text: string): string => text.replace(/[&<>"\t\n\r]/g, (char) => ENTITIES[char]!);
/** Within JSON these stand in strings only, where they can be spelled otherwise; `?>` would end the instruction. */
const escapeInstruction = (json: string): string =>
  json.replace(/[>\uFFFE\uFFFF]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The element as text, its children indented. */
export function serialise(node: XmlNode, indent = ''): string {
  const attributes = Object.entries(node.attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  const open = `${indent}<${node.name}${attributes.join('')}`;
  const carried = node.carried === '' ? '' : `<?${CARRIER} ${escapeInstruction(node.carried)}?>`;
  if (node.children.length === 0) {
    const content = carried + escapeBody(node.text);
    return content === '' ? `${open}/>\n` : `${open}>${content}</${node.name}>\n`;
  }
  const inner = `${indent}  `;
  const children = node.children.map((child) => serialise(child, inner)).join('');
  return `${open}>\n${carried === '' ? '' : `${inner}${carried}\n`}${children}${indent}</${node.name}>\n`;
}
