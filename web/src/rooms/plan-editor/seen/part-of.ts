/** The part of the event that a tab of its plan shows; null for one that shows none of its own. */
export const partOf = (tab: string): string | null => (tab === 'tasks' ? null : tab === 'people' || tab === 'budget' ? tab : 'plan');
