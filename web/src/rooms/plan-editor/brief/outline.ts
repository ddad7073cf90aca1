/** The outline of a rich text: its headings in order, and who is where. */
export interface Chapter {
  /** Place among the headings of the text. */
  at: number;
  text: string;
  level: number;
}

interface Node {
  type?: string;
  text?: string;
  attrs?: Record<string, unknown>;
  content?: Node[];
}

/** Headings of a document as the editor gives it. Those without text have nothing to say in an outline, but keep their number. */
export function outlineOf(document: Node): Chapter[] {
  const headings: { text: string; level: number }[] = [];
  const walk = (node: Node): void => {
    if (node.type === 'heading') headings.push({ text: textOf(node).trim(), level: Number(node.attrs?.['level'] ?? 2) });
    else node.content?.forEach(walk);
  };
  walk(document);
  return headings.map((heading, at) => ({ at, ...heading })).filter((chapter) => chapter.text !== '');
}

const textOf = (node: Node): string => node.text ?? node.content?.map(textOf).join('') ?? '';

/** Length as it is counted for Chinese: letters and characters, no white space. */
export const countCharacters = (text: string): number => [...text.replace(/\s/gu, '')].length;
