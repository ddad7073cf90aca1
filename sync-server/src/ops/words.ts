/** Sentences of the command line, in the language of the terminal. */
export interface Sentence {
  zh: string;
  en: string;
}

export const say = ({ zh, en }: Sentence): string =>
  /^zh/i.test(process.env['LC_ALL'] ?? process.env['LC_MESSAGES'] ?? process.env['LANG'] ?? '') ? zh : en;

/** An expected failure of a command, told to whoever ran it. Unless it says otherwise nothing was written. */
export class Refused extends Error {
  constructor(sentence: Sentence) {
    super(say(sentence));
  }
}
