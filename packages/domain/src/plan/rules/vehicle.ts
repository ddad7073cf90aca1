import { findingId } from '../../kind/finding.ts';
import type { Finding, RuleCheck } from '../../kind/types.ts';
import { overlappingPairs } from '../free.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { logisticsView, sameDriver, type LegView } from '../logistics.ts';
import { changeVehicle, clearVehicle, departLater } from '../logistics-remedies.ts';
import type { Remedy } from '../remedies.ts';
import { planView } from '../view.ts';
import { commonSpan } from '../words.ts';

const legCells = (legs: readonly LegView[], ...fields: string[]): string[] =>
  legs.flatMap((leg) => fields.map((field) => `plan/legs/${leg.id}/${field}`));

const few = (remedies: readonly (Remedy | null)[]): Remedy[] => remedies.filter((remedy) => remedy !== null).slice(0, MAX_REMEDIES);

const TWICE = 'vehicle-double-booked';

/** One vehicle on two legs at one time. The later one is offered a way out. */
export const vehicleDoubleBooked: RuleCheck = (parts) => {
  const [plan, view] = [planView(parts), logisticsView(parts)];
  const findings: Finding[] = [];
  for (const [id, legs] of view.byVehicle) {
    for (const [a, b] of overlappingPairs(legs)) {
      if (findings.length >= MAX_FINDINGS_PER_RULE) return findings;
      const items = [`plan/legs/${a.id}`, `plan/legs/${b.id}`, `plan/vehicles/${id}`];
      const [{ name }, time] = [a.vehicle!, commonSpan(plan.zone, a, b)];
      findings.push({
        id: findingId(TWICE, items),
        rule: TWICE,
        severity: 'clash',
        items,
        cells: legCells([a, b], 'vehicle', 'start', 'minutes'),
        words: {
          zh: `${name.zh} ${time} 同时派了两趟：“${a.title.zh}”和“${b.title.zh}”。`,
          en: `${name.en} has two legs, ${time}: “${a.title.en}” and “${b.title.en}”.`,
        },
        remedies: few([changeVehicle(view, b), departLater(view, b), clearVehicle(b)]),
      });
    }
  }
  return findings;
};

const DRIVER = 'driver-double-booked';

/** One driver with two vehicles at one time. */
export const driverDoubleBooked: RuleCheck = (parts) => {
  const [plan, view] = [planView(parts), logisticsView(parts)];
  const findings: Finding[] = [];
  const driven = [...view.byVehicle.values()].flat().filter((leg) => leg.vehicle!.item !== null);
  driven.sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  for (const [a, b] of overlappingPairs(driven)) {
    if (!sameDriver(a.vehicle!, b.vehicle!)) continue;
    if (findings.length >= MAX_FINDINGS_PER_RULE) return findings;
    const items = [a, b].flatMap((leg) => [`plan/legs/${leg.id}`, `plan/vehicles/${leg.vehicle!.id}`]);
    const [one, two, time] = [a.vehicle!, b.vehicle!, commonSpan(plan.zone, a, b)];
    const driver = one.item!.driver || two.item!.driver || one.item!.phone;
    findings.push({
      id: findingId(DRIVER, items),
      rule: DRIVER,
      severity: 'clash',
      items,
      cells: [...legCells([a, b], 'vehicle', 'start', 'minutes'), `plan/vehicles/${one.id}/driver`, `plan/vehicles/${two.id}/driver`],
      words: {
        zh: `${driver} ${time} 同时开两辆车：${one.name.zh}“${a.title.zh}”，${two.name.zh}“${b.title.zh}”。`,
        en: `${driver} drives two vehicles, ${time}: ${one.name.en} “${a.title.en}”, ${two.name.en} “${b.title.en}”.`,
      },
      remedies: few([changeVehicle(view, b), departLater(view, b), clearVehicle(b)]),
    });
  }
  return findings;
};

const OVER = 'vehicle-over-capacity';

/** More people on a leg than its vehicle has seats, whether the leg has a time yet or not. */
export const vehicleOverCapacity: RuleCheck = (parts) => {
  const view = logisticsView(parts);
  const findings: Finding[] = [];
  for (const leg of view.legs) {
    const { vehicle, riders } = leg;
    if (vehicle?.seats == null || riders === null || riders <= vehicle.seats || findings.length >= MAX_FINDINGS_PER_RULE) continue;
    const items = [`plan/legs/${leg.id}`, `plan/vehicles/${vehicle.id}`];
    findings.push({
      id: findingId(OVER, items),
      rule: OVER,
      severity: 'clash',
      items,
      cells: [
        ...legCells([leg], 'vehicle', ...(leg.passengers.length > vehicle.seats ? ['passengers'] : []), 'count'),
        `plan/vehicles/${vehicle.id}/seats`,
      ],
      words: {
        zh: `“${leg.title.zh}”乘车 ${riders} 人，${vehicle.name.zh} ${vehicle.seats} 座。`,
        en: `“${leg.title.en}” takes ${riders}; ${vehicle.name.en} seats ${vehicle.seats}.`,
      },
      remedies: few([changeVehicle(view, leg), clearVehicle(leg)]),
    });
  }
  return findings;
};

const GONE = 'vehicle-gone';

/** A leg whose vehicle was taken off the list: one removed the vehicle while another gave it a leg. */
export const vehicleGone: RuleCheck = (parts) => {
  const view = logisticsView(parts);
  const findings: Finding[] = [];
  for (const leg of view.legs) {
    const { vehicle } = leg;
    if (vehicle === null || vehicle.item !== null || findings.length >= MAX_FINDINGS_PER_RULE) continue;
    const items = [`plan/legs/${leg.id}`, `plan/vehicles/${vehicle.id}`];
    findings.push({
      id: findingId(GONE, items),
      rule: GONE,
      severity: 'clash',
      items,
      cells: legCells([leg], 'vehicle'),
      words: {
        zh: `“${leg.title.zh}”派了 ${vehicle.name.zh}，这辆车已经移去。`,
        en: `“${leg.title.en}” is given ${vehicle.name.en}, a vehicle that was removed.`,
      },
      remedies: few([changeVehicle(view, leg), clearVehicle(leg)]),
    });
  }
  return findings;
};
