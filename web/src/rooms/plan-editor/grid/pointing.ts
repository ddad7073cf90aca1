import { tick } from 'svelte';
import type { Grid } from './grid.svelte.ts';
import type { Place } from './selection.ts';

/** How far the pointer goes before a press on a handle is a drag, pixels. */
const DRAG_FROM = 5;

const placeAt = (target: EventTarget | null): Place | null => {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row][data-column]') : null;
  return cell ? { row: cell.dataset['row'] ?? '', column: cell.dataset['column'] ?? '' } : null;
};

/** Follows the pointer until it is let go. */
function follow(move: (event: MouseEvent) => void, end: (event: MouseEvent) => void): void {
  const up = (event: MouseEvent): void => {
    removeEventListener('mousemove', move);
    removeEventListener('mouseup', up);
    end(event);
  };
  addEventListener('mousemove', move);
  addEventListener('mouseup', up);
}

/**
 * What the pointer does in a grid: a press chooses, drawing chooses a range, a double press opens; the knob fills, a row's
 * handle chooses and moves it. Mouse events, which a tap makes too: so that touching and moving still scrolls.
 */
export function pointing<R>(grid: Grid<R>, touch: () => boolean): (table: HTMLElement) => () => void {
  return (table) => {
    const field = (): HTMLElement | null => table.querySelector('.box');

    function down(event: MouseEvent): void {
      if (event.button !== 0 || !(event.target instanceof Element)) return;
      const handle = event.target.closest<HTMLElement>('[data-handle]')?.dataset['handle'];
      if (event.target.closest('[data-knob]')) fill(event);
      else if (handle !== undefined) hold(event, handle);
      else {
        const place = placeAt(event.target);
        // Within the field that is typed into, the pointer sets the caret.
        if (place && !(event.target.matches('.box') && grid.typing !== 'ready')) choose(event, place);
      }
    }

    function choose(event: MouseEvent, place: Place): void {
      event.preventDefault();
      const again = grid.focused && grid.place?.row === place.row && grid.place.column === place.column;
      grid.focused = true;
      if (again && touch()) {
        grid.open();
        field()?.focus({ preventScroll: true });
        return;
      }
      grid.go(place, event.shiftKey);
      void tick().then(() => field()?.focus({ preventScroll: true }));
      follow(
        (moved) => {
          const to = placeAt(moved.target);
          if (to && grid.selection && (to.row !== grid.selection.to.row || to.column !== grid.selection.to.column))
            grid.selection = { ...grid.selection, to };
        },
        () => undefined,
      );
    }

    function fill(event: MouseEvent): void {
      event.preventDefault();
      follow(
        (moved) => {
          const over = placeAt(moved.target);
          if (over) grid.draw(over.row);
        },
        () => grid.endDraw(),
      );
    }

    function hold(event: MouseEvent, row: string): void {
      event.preventDefault();
      grid.focused = true;
      grid.chooseRow(row, event.shiftKey);
      void tick().then(() => field()?.focus({ preventScroll: true }));
      if (grid.source.locked) return;
      let dragging = false;
      let over: { row: string | null; band: string } | null = null;
      const mark = (target: Element | null): void => {
        for (const marked of table.querySelectorAll('[data-over]')) marked.removeAttribute('data-over');
        target?.setAttribute('data-over', '');
      };
      follow(
        (moved) => {
          dragging ||= Math.abs(moved.clientY - event.clientY) > DRAG_FROM;
          if (!dragging || !(moved.target instanceof Element)) return;
          const line = moved.target.closest<HTMLElement>('tr[data-drop], tr[data-end]');
          const band = moved.target.closest<HTMLElement>('[data-band]')?.dataset['band'];
          mark(line);
          over = line && band !== undefined ? { row: line.dataset['drop'] ?? null, band } : null;
        },
        () => {
          mark(null);
          if (dragging && over && over.row !== row) grid.source.place(row, over.band, over.row);
        },
      );
    }

    const open = (event: MouseEvent): void => {
      if (placeAt(event.target) && grid.typing === 'ready' && !(event.target as Element).closest('[data-knob]')) grid.open();
    };
    const outside = (event: MouseEvent): void => {
      if (event.target instanceof Element && !event.target.closest('[data-keeps-cell], [role="listbox"]')) grid.focused = false;
    };
    table.addEventListener('mousedown', down);
    table.addEventListener('dblclick', open);
    document.addEventListener('mousedown', outside, true);
    return () => {
      table.removeEventListener('mousedown', down);
      table.removeEventListener('dblclick', open);
      document.removeEventListener('mousedown', outside, true);
    };
  };
}
