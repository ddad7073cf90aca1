/** The first cell of each column: where the others see that one is. */
export const CELL_OF: Readonly<Record<string, string>> = {
  start: 'start',
  end: 'minutes',
  title: 'title.zh',
  foreign: 'title.en',
  room: 'room',
  track: 'track',
  chair: 'chair',
  speakers: 'speakers',
  interpreters: 'interpreters',
  expected: 'expected',
  equipment: 'equipment',
  remarks: 'remarks',
};

/** The column that shows a cell. */
export const COLUMN_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(CELL_OF).map(([column, cell]) => [cell, column]),
);
