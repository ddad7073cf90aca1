/**
 * Whether a key belongs to the input method: while 拼音 is being composed, Enter, Escape, arrows and shortcuts are its
 * own. 229 is what browsers report for keys that the input method has taken, Safari also after `compositionend`.
 */
export const belongsToInputMethod = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** For what Escape closes: while 拼音 is being composed, Escape takes back the letters and closes nothing. */
export function keepFromInputMethod(event: KeyboardEvent): void {
  if (belongsToInputMethod(event)) event.preventDefault();
}
