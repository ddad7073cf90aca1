/** DOM ids of cells, so that a label and the desk line's links find them. */
export const fieldId = (part: string, name: string): string => `cell-${part}-${name}`;
export const itemCellId = (part: string, list: string, item: string, name: string): string => `cell-${part}-${list}-${item}-${name}`;

/** The id of a missing cell as the domain names it: root `fields` and a name, or a list and `<item>/<name>`. */
export function cellId(cell: { part: string; root: string; key: string }): string {
  if (cell.root === 'fields') return fieldId(cell.part, cell.key);
  const slash = cell.key.indexOf('/');
  return itemCellId(cell.part, cell.root, cell.key.slice(0, slash), cell.key.slice(slash + 1));
}
