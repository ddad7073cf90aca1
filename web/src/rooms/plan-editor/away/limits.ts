/** Changes after which an absence is large: its groups are closed at first and say how many they hold. */
export const LARGE_ABSENCE = 40;
/** Changes of one person in one tab that are listed at once; more on request. */
export const LISTED_AT_ONCE = 50;
