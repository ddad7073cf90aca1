import { say } from '#messages/index.svelte.ts';
import type { Column } from '../grid/column.ts';
import { fieldColumn } from '../list/field-columns.ts';
import { compoundName } from '../list/item-names.ts';
import type { ListContext, ListRow, ListSpec } from '../list/list-row.ts';
import { peopleColumn } from '../list/people-columns.ts';
import { vehicleColumn } from '../list/reference-columns.ts';
import { endColumn, startColumn } from '../list/time-columns.ts';

export const vehicles: ListSpec = {
  part: 'plan',
  root: 'vehicles',
  byDay: false,
  columns: (context) => [
    fieldColumn(context, 'name', { width: 150, look: 'title' }),
    fieldColumn(context, 'plate', { width: 110 }),
    fieldColumn(context, 'seats', { width: 64 }),
    fieldColumn(context, 'driver', { width: 120 }),
    fieldColumn(context, 'phone', { width: 140 }),
    tripsColumn(context),
    fieldColumn(context, 'remarks', { look: 'quiet' }),
  ],
  nameOf: (item, locale) => compoundName('vehicles', item, locale),
  // A clash of legs is settled where the legs are.
  linesElsewhere: true,
  below: ['plate', 'driver', 'phone', 'trips'],
  figure: 'seats',
};

/** How many legs a vehicle has: read only. */
function tripsColumn(context: ListContext): Column<ListRow> {
  const { transport } = context.tabs;
  return {
    id: 'trips',
    label: transport.trips,
    width: 70,
    look: 'quiet',
    fixed: true,
    text: ({ item }) => {
      const n = context.logistics.legs.filter((leg) => leg.vehicle?.id === item.id).length;
      return n === 0 ? '' : say(transport.tripsOf, { n });
    },
    value: () => null,
    read: (text) => ({ ok: true, value: text }),
    write: () => [],
  };
}

export const legs: ListSpec = {
  part: 'plan',
  root: 'legs',
  byDay: true,
  columns: (context) => [
    startColumn(context, context.tabs.transport.departs),
    endColumn(context, context.tabs.transport.arrives),
    fieldColumn(context, 'from', { look: 'title', width: 150 }),
    fieldColumn(context, 'to', { look: 'title', width: 150 }),
    vehicleColumn(context),
    ridersColumn(context),
    peopleColumn(context, 'passengers', 'guest', null),
    fieldColumn(context, 'remarks', { width: 170, look: 'quiet', spare: true }),
  ],
  nameOf: (item, locale) => compoundName('legs', item, locale),
  like: (above) => ({ vehicle: above['vehicle'], from: above['to'] || null }),
  below: ['vehicle', 'passengers'],
  figure: 'count',
};

/** How many ride, beside the seats of their vehicle. Where people are named and no number is given, the named are counted. */
function ridersColumn(context: ListContext): Column<ListRow> {
  const column = fieldColumn(context, 'count', { label: context.tabs.transport.riders, width: context.locale === 'en' ? 110 : 86 });
  return {
    ...column,
    shown: ({ item }) => {
      const leg = context.logistics.legs.find((one) => one.id === item.id);
      if (leg?.riders == null) return { text: '' };
      const seats = leg.vehicle?.seats ?? null;
      return { text: seats === null ? String(leg.riders) : `${leg.riders} / ${seats}`, faint: item['count'] === null };
    },
    // What was copied with its seats is read again without them: they are the vehicle's.
    read: (text, row) => column.read(text.split('/')[0] ?? '', row),
  };
}
