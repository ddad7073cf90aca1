import type { Words } from '../../kind/types.ts';
import type { CellChange } from './merge.ts';

/** What an import would do with a thing of the file. */
export type Action = 'create' | 'change' | 'same' | 'kept' | 'refuse';

/** What a row of the preview says: what happens, and to which cells. */
export function rowWords(
  action: Action,
  changes: readonly CellChange[],
  kept: readonly CellChange[],
  where: 'present' | 'removed' | 'gone',
): Words {
  if (where === 'removed') return { zh: '已在这里移除，不再加回。', en: 'It was removed here and is not brought back.' };
  if (where === 'gone') return { zh: '文件里已没有这一场，日程里仍保留。', en: 'The file no longer has it; the plan keeps it.' };
  const keeps: Words =
    kept.length === 0 ? { zh: '', en: '' } : { zh: `保留这里的改动：${labels(kept).zh}。`, en: `Kept as edited here: ${labels(kept).en}.` };
  switch (action) {
    case 'create':
      return { zh: '新增。', en: 'New.' };
    case 'change':
      return { zh: `更新：${labels(changes).zh}。${keeps.zh}`, en: `Updated: ${labels(changes).en}. ${keeps.en}`.trim() };
    case 'kept':
      return keeps;
    case 'same':
      return { zh: '没有变化。', en: 'No change.' };
    case 'refuse':
      return { zh: '没有导入。', en: 'Not imported.' };
  }
}

function labels(changes: readonly CellChange[]): Words {
  const unique = [...new Map(changes.map((change) => [change.label.en, change.label])).values()];
  return { zh: unique.map((label) => label.zh).join('、'), en: unique.map((label) => label.en.toLowerCase()).join(', ') };
}
