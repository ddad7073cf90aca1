/** Whether the programme is shown as a table or as a grid. */
const VIEW = 'qiao.plan.view';

export type ProgrammeView = 'table' | 'grid';

/** What the address says, else what was chosen on this device last. */
export function viewOf(address: { searchParams: Pick<URLSearchParams, 'get'> }): ProgrammeView {
  const said = address.searchParams.get('view') ?? localStorage.getItem(VIEW);
  return said === 'grid' ? 'grid' : 'table';
}

export const rememberView = (view: ProgrammeView): void => localStorage.setItem(VIEW, view);

/** The address of a view, of the grid with its day, so that it can be sent to somebody. */
export function addressOf(path: string, view: ProgrammeView, date: string | null): string {
  const parameters = new URLSearchParams({ view });
  if (view === 'grid' && date !== null) parameters.set('day', date);
  return `${path}?${parameters.toString()}`;
}
