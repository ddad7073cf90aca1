/**
 * Reads a schedule file in XML. No document type is taken, so that there are no entities but the five of XML, nothing
 * grows when it is read, and nothing is fetched.
 */
import { SaxesParser } from 'saxes';
import type { ReadOptions, ReadSchedule } from '../read-schedule.ts';
import { readScheduleValue } from '../read-schedule.ts';
import { fault, type Fault } from '../shape.ts';
import { CARRIER, type XmlNode } from './node.ts';
import { fileValues } from './nodes-to-values.ts';

/** Elements within elements; a schedule has seven. */
export const XML_MAX_DEPTH = 32;
/** Elements of a file: of 5000 sessions with forty each, and as many again. */
export const XML_MAX_ELEMENTS = 400_000;

export function readXml(text: string, options: ReadOptions = {}): ReadSchedule {
  const tree = readTree(text);
  if (!tree.ok) return { ok: false, errors: [tree.fault] };
  if (tree.root.name !== 'schedule') {
    const name = tree.root.name.slice(0, 40);
    return no(`文件里是 <${name}>，不是日程 <schedule>。`, `The file holds <${name}>, not a <schedule>.`);
  }
  return readScheduleValue(fileValues(tree.root), options);
}

const no = (zh: string, en: string): { ok: false; errors: Fault[] } => ({ ok: false, errors: [fault('', zh, en)] });

interface Draft extends XmlNode {
  attributes: Record<string, string>;
  children: Draft[];
}

type Tree = { ok: true; root: XmlNode } | { ok: false; fault: Fault };

function readTree(text: string): Tree {
  const parser = new SaxesParser();
  const open: Draft[] = [];
  let root: Draft | null = null;
  let elements = 0;
  let refused: Fault | null = null;
  // Thrown to stop the parser; what is told is `refused`.
  const refuse = (zh: string, en: string): never => {
    refused = fault('', zh, en);
    throw new Error(en);
  };
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && !/^(utf-?8|us-ascii)$/i.test(encoding))
      refuse(`文件的编码是 ${encoding.slice(0, 20)}。另存为 UTF-8 再试。`, `The file is in ${encoding.slice(0, 20)}. Save it as UTF-8.`);
  });
  parser.on('doctype', () =>
    refuse(
      '文件里有 DOCTYPE，可能藏有会膨胀的内容，不收。删去那一段再试。',
      'The file has a DOCTYPE, which may hide content that grows. Delete it and try again.',
    ),
  );
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= XML_MAX_DEPTH)
      refuse(`标签层数超过 ${XML_MAX_DEPTH}，不是日程文件。`, `Its tags are more than ${XML_MAX_DEPTH} deep; it is no schedule.`);
    if (++elements > XML_MAX_ELEMENTS)
      refuse(`标签超过 ${XML_MAX_ELEMENTS} 个。分几次导出。`, `It has more than ${XML_MAX_ELEMENTS} tags. Export it in parts.`);
    const made: Draft = { name, attributes: attributes, children: [], text: '', carried: '' };
    open.at(-1)?.children.push(made);
    root ??= made;
    open.push(made);
  });
  const add = (said: string): void => {
    const here = open.at(-1);
    if (here) here.text += said;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('processinginstruction', ({ target, body }) => {
    const here = open.at(-1);
    if (here && target === CARRIER) here.carried = body;
  });
  parser.on('closetag', () => void open.pop());
  try {
    parser.write(text.replace(/^\uFEFF/, '').trimStart()).close();
  } catch {
    const [line, column] = [parser.line, parser.column];
    const broken = fault(
      '',
      `文件不是完好的 XML。第 ${line} 行第 ${column} 列读不懂。可重新导出再试。`,
      `The file is not well-formed XML. It cannot be read at line ${line}, column ${column}. Export it again.`,
    );
    return { ok: false, fault: refused ?? broken };
  }
  return root ? { ok: true, root } : { ok: false, fault: fault('', '文件是空的。', 'The file is empty.') };
}
