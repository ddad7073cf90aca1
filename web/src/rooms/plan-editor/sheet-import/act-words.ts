import { currentLocale } from '#messages/index.svelte.ts';

/** What stands in the menus of the tabs; the rest of the words comes with the sheet itself. */
const zh = {
  open: '从表格导入…',
  openNote: '.xlsx、.csv，或粘贴。先逐行预览',
  openOf: '从表格导入{list}…',
  byHeads: '按表头导入…',
  export: '导出为表格（.csv）',
  exportOf: '导出{list}为表格（.csv）',
};
const en: typeof zh = {
  open: 'Import a sheet…',
  openNote: '.xlsx, .csv or pasted. Previewed row by row first',
  openOf: 'Import {list} from a sheet…',
  byHeads: 'Import by its heads…',
  export: 'Export as a sheet (.csv)',
  exportOf: 'Export {list} as a sheet (.csv)',
};

export const actWords = (): typeof zh => (currentLocale() === 'en' ? en : zh);
