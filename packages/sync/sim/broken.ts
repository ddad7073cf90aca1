/** An invariant does not hold; the message begins with the rule. */
export class Broken extends Error {}
