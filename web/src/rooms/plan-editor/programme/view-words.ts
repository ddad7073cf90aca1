import { currentLocale } from '#messages/index.svelte.ts';

const zh = { view: '显示方式', grid: '网格', table: '表格' };
const en: typeof zh = { view: 'Shown as', grid: 'Grid', table: 'Table' };

/** The switch between table and grid, which stands there before the grid itself is loaded. */
export const viewWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
