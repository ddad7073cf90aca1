/** Limits of what a cell may hold: name, number, unit. What a foreign client writes beyond them is cut or read as empty. */

/** UTF-16 units of a text cell of one line, unless its field says otherwise. */
export const TEXT_MAX = 500;
/** UTF-16 units of a text cell with lines, unless its field says otherwise. */
export const LINES_MAX = 20_000;
/** UTF-16 units of a cell that carries an exchange format's JSON through us. */
export const CARRIED_MAX = 100_000;
/** Values in a cell that holds many. */
export const MANY_MAX = 200;
/** UTF-16 units of the plain text of one rich text. */
export const RICH_MAX = 1_000_000;
/** Attachments of one part; each may have a thumbnail, which is a reference on the server too. */
export const ATTACHMENTS_MAX = 500;
/** Depth to which nested elements of a rich text are read. */
export const RICH_DEPTH = 64;
/** Characters of a fractional order key. */
export const ORDER_MAX = 200;
/** Whole minutes of a duration, unless its field says otherwise: 31 days. */
export const DURATION_MAX = 31 * 24 * 60;
/** People who may be assigned to one record. */
export const ASSIGNEES_MAX = 100;
/** UTF-16 units of a reason or an opinion. */
export const REASON_MAX = 4_000;
