/** An input method in tests, as Chromium's protocol gives it. */
import { cdp } from 'vitest/browser';

interface Protocol {
  send(method: string, parameters: object): Promise<unknown>;
}
const protocol = (): Protocol => cdp() as unknown as Protocol;

/** What stands underlined while one composes. */
export const compose = (text: string): Promise<unknown> =>
  protocol().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });

/** What the input method puts in its place. */
export const insert = (text: string): Promise<unknown> => protocol().send('Input.insertText', { text });
