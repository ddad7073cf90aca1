import type { Kind } from '@qiao/domain/kind';

/** Parts that a record's page opens: those it shows, and those that its decisions cover. The others stay bytes. */
export function partsOfPage(kind: Kind): string[] {
  const shown = kind.views.sections.map((section) => section.part);
  const covered = Object.values(kind.workflow.moves).flatMap((move) => move.covers ?? []);
  return [...new Set([...shown, ...covered])];
}

/** Parts that the page does not show: their attachments are shown all the same. */
export const partsBeside = (kind: Kind): string[] => {
  const shown = partsOfPage(kind);
  return Object.keys(kind.parts).filter((part) => !shown.includes(part));
};
