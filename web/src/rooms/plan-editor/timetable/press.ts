/** What the keys do on the sheet. */
import type { KeyAct } from './keys.ts';
import { STEP_MINUTES } from './moves.ts';
import type { Timetable } from './timetable.svelte.ts';

export interface Pressing {
  /** Opens a session as a form. */
  open: (session: string) => void;
  /** Told what an act has done that takes something away or puts it down. */
  finish: (said: string) => void;
  /** Leaves the one that is being placed where it was. */
  giveUp: () => void;
  zoom: (by: -1 | 0 | 1) => void;
}

/** False when the key means nothing now. */
export const press = (timetable: Timetable, act: KeyAct, pressing: Pressing): boolean =>
  timetable.carry?.by === 'keys' ? place(timetable, act, pressing) : work(timetable, act, pressing);

/** With the block that has the focus. Where nothing may be changed the arrows go from one to the next. */
function work(timetable: Timetable, act: KeyAct, { open, finish, zoom }: Pressing): boolean {
  const { active: id, programme } = timetable;
  if (act.do === 'zoom') zoom(act.by);
  else if (act.do === 'undo') programme.undo();
  else if (act.do === 'redo') programme.redo();
  else if (act.do === 'cancel') return false;
  else if (id === null) return false;
  else if (act.do === 'go') timetable.go(act.way);
  else if (act.do === 'edit') open(timetable.sessionsOf(id)[0]?.id ?? id);
  else if (act.do === 'move' && programme.locked) timetable.go(act.by === 1 ? 'after' : 'before');
  else if (act.do === 'move') timetable.move(id, act.by);
  else if (act.do === 'resize') timetable.resize(id, act.by);
  else if (act.do === 'place') timetable.shift(id, act.by);
  else finish(timetable.toTray(id));
  return true;
}

/** With the session that comes out of the tray. */
function place(timetable: Timetable, act: KeyAct, { finish, giveUp, zoom }: Pressing): boolean {
  if (act.do === 'move') timetable.step({ minutes: act.by * STEP_MINUTES });
  else if (act.do === 'resize') timetable.step({ length: act.by * STEP_MINUTES });
  else if (act.do === 'place') timetable.step({ columns: act.by });
  else if (act.do === 'go' && act.way === 'left') timetable.step({ columns: -1 });
  else if (act.do === 'go' && act.way === 'right') timetable.step({ columns: 1 });
  else if (act.do === 'edit') finish(timetable.drop());
  else if (act.do === 'cancel') giveUp();
  else if (act.do === 'zoom') zoom(act.by);
  return true;
}
