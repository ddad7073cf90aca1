/** What a Chooser offers and holds. */
export interface Choice {
  value: string;
  label: string;
  /** Name in the other language, or what tells two of the same name apart. */
  second?: string;
}

export interface ChooserWords {
  /** Says that nothing is called so, with `{typed}`. */
  none: string;
  remove: string;
  /** Offers to add what was typed, with `{typed}`. */
  add?: string;
}
