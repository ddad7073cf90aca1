import type { Kind } from '@qiao/domain/kind';

/** Parts that a record's page opens: those it shows, and those that its decisions cover. The others stay bytes. */
export function partsOfPage(kind: Kind): string[] {
  const shown = kind.views.sections.map((section) => section.part);
  const covered = Object.values(kind.workflow.moves).flatMap((move) => move.covers ?? []);
  return [...new Set([...shown, ...covered])];
}
