/** What the page of the programme loads when the grid is first shown. */
export { Timetable } from './timetable.svelte.ts';
export { default as TimetablePage } from './TimetablePage.svelte';
export { default as TimetableTools } from './TimetableTools.svelte';
