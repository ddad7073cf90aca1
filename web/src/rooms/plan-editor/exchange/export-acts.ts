import { CALENDAR_ALARM_MINUTES } from '@qiao/domain/plan';
import { say } from '#messages/index.svelte.ts';
import type { MenuItem } from '#ui/menu-item.ts';
import type { PlanRoom } from '../live/plan-room.svelte.ts';
import { printAct } from '../print/print-acts.ts';
import { planWords } from '../words.ts';
import { exportCalendar, exportProgramme, exportPublic, exportXml } from './export.ts';

/** The paper and the files that a programme can be handed over as. */
export function exportActs(room: PlanRoom): MenuItem[] {
  const { table } = planWords();
  return [
    printAct(room, 'print'),
    { label: table.exportFile, onselect: () => exportProgramme(room) },
    { label: table.exportPublic, onselect: () => exportPublic(room) },
    { label: table.exportXml, onselect: () => exportXml(room) },
    { label: table.exportCalendar, onselect: () => exportCalendar(room, null) },
    {
      label: say(table.exportCalendarAlarm, { n: CALENDAR_ALARM_MINUTES }),
      onselect: () => exportCalendar(room, CALENDAR_ALARM_MINUTES),
    },
  ];
}
