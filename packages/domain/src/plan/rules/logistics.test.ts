import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, removeItem, restoreItem } from '../../kind/edit.ts';
import { checkRules } from '../../kind/finding.ts';
import type { Finding, Projected } from '../../kind/types.ts';
import { event } from '../../kinds/event/event.ts';
import { epochMinutes, instantIn } from '../../shared/instants.ts';
import { planItems } from '../items.ts';
import { MAX_FINDINGS_PER_RULE, MAX_REMEDIES } from '../limits.ts';
import { addLeg, addShift, addVehicle, type NewLeg, type NewShift } from '../logistics.fixture.ts';
import { addPerson, addRoom, addSession, at, planDocs, projectAll, type PlanDocs } from '../plan.fixture.ts';
import { PLAN_RULES } from './rules.ts';

const findings = (docs: PlanDocs): readonly Finding[] => checkRules(event, projectAll(docs), null);
const said = (docs: PlanDocs): string[] => findings(docs).map((finding) => finding.words.zh);
const ways = (finding: Finding | undefined): string[] | undefined => finding?.remedies.map((remedy) => remedy.words.zh);

/** Two cars and a bus, of which the cars share a driver; three people of the staff. */
function office(): PlanDocs {
  const docs = planDocs();
  addVehicle(docs, 'bus', { name: '考斯特', seats: 19, driver: '王师傅' });
  addVehicle(docs, 'van', { name: '商务车', seats: 6, driver: '李师傅', phone: '138 0000 0001' });
  addVehicle(docs, 'car', { name: '轿车', seats: 4, driver: '老李', phone: '13800000001' });
  addPerson(docs, 'lin', '林珊', 'Lin Shan', 'staff');
  addPerson(docs, 'he', '何译', 'He Yi', 'staff');
  addPerson(docs, 'guest', '林德', 'Thomas Lind', 'speaker');
  addRoom(docs, 'a', '云台厅', 300);
  addRoom(docs, 'b', '报告厅', 120);
  return docs;
}

function legs(...all: NewLeg[]): PlanDocs {
  const docs = office();
  for (const leg of all) addLeg(docs, leg);
  return docs;
}

function shifts(...all: NewShift[]): PlanDocs {
  const docs = office();
  for (const shift of all) addShift(docs, shift);
  return docs;
}

describe('one vehicle twice', () => {
  test('names the vehicle, the time and both legs; a free one that holds them is offered first', () => {
    const docs = legs(
      { id: 'l1', to: '机场', start: at('08:00'), minutes: 60, vehicle: 'bus', count: 12 },
      { id: 'l2', to: '会场', start: at('08:30'), minutes: 30, vehicle: 'bus', count: 5 },
    );
    const [found] = findings(docs);
    expect(found!.words).toEqual({
      zh: '考斯特 08:30–09:00 同时派了两趟：“师苑酒店→机场”和“师苑酒店→会场”。',
      en: '考斯特 has two legs, 08:30–09:00: “师苑酒店→机场” and “师苑酒店→会场”.',
    });
    expect(found!.items).toEqual(['plan/legs/l1', 'plan/legs/l2', 'plan/vehicles/bus']);
    expect(ways(found)).toEqual(['“师苑酒店→会场”改用 商务车', '“师苑酒店→会场” 09:00 出发', '“师苑酒店→会场”车辆待定']);
  });

  test('a leg that departs in the minute in which the other arrives is no clash; one minute earlier is', () => {
    const second = (start: string) =>
      said(
        legs({ id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'bus' }, { id: 'l2', start: at(start), minutes: 30, vehicle: 'bus' }),
      );
    expect(second('09:00')).toEqual([]);
    expect(second('08:59')).toHaveLength(1);
  });

  test('a leg without an arrival keeps its vehicle for the minute of its departure', () => {
    const second = (start: string) =>
      said(legs({ id: 'l1', start: at('08:00'), vehicle: 'bus' }, { id: 'l2', start: at(start), vehicle: 'bus' }));
    expect(second('08:00')).toHaveLength(1);
    expect(second('08:01')).toEqual([]);
  });
});

describe('one driver twice', () => {
  const both = (start: string) =>
    legs(
      { id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'van' },
      { id: 'l2', start: at(start), minutes: 60, vehicle: 'car', count: 3 },
    );

  test('is known by the telephone, however the name and the number are written, and a vehicle with another driver is offered', () => {
    const [found] = findings(both('08:30'));
    expect(found!.words.zh).toBe('李师傅 08:30–09:00 同时开两辆车：商务车“师苑酒店→l1”，轿车“师苑酒店→l2”。');
    expect(ways(found)).toEqual(['“师苑酒店→l2”改用 考斯特', '“师苑酒店→l2” 09:00 出发', '“师苑酒店→l2”车辆待定']);
    expect(findings(both('09:00'))).toEqual([]);
  });

  test('two of one name are two where both have a telephone of their own, and one where either has none', () => {
    const named = (phone?: string) => {
      const docs = legs({ id: 'l1', start: at('08:00'), vehicle: 'bus' }, { id: 'l2', start: at('08:00'), vehicle: 'other' });
      addVehicle(docs, 'other', { name: '大巴', driver: '王师傅', ...(phone === undefined ? {} : { phone }) });
      applyEdits({ ...docs }, phone === undefined ? [] : [{ part: 'plan', root: 'vehicles', key: 'bus/phone', value: '1' }]);
      return findings(docs).map((finding) => finding.rule);
    };
    expect(named()).toEqual(['driver-double-booked']);
    expect(named('2')).toEqual([]);
  });
});

describe('more than the seats', () => {
  test('says how many ride and how many seats there are; the smallest free vehicle that holds them is offered', () => {
    const [found] = findings(legs({ id: 'l1', to: '湿地', vehicle: 'car', count: 5 }));
    expect(found!.words).toEqual({
      zh: '“师苑酒店→湿地”乘车 5 人，轿车 4 座。',
      en: '“师苑酒店→湿地” takes 5; 轿车 seats 4.',
    });
    expect(ways(found)).toEqual(['“师苑酒店→湿地”改用 商务车', '“师苑酒店→湿地”车辆待定']);
  });

  test('as many as there are seats is none, one more is; the named count too when they are more than the number', () => {
    expect(said(legs({ id: 'l1', vehicle: 'car', count: 4 }))).toEqual([]);
    expect(said(legs({ id: 'l1', vehicle: 'car', count: 5 }))).toHaveLength(1);
    const named = (...passengers: string[]) => {
      const docs = legs({ id: 'l1', vehicle: 'small', count: 1, passengers });
      addVehicle(docs, 'small', { name: '小车', seats: 2 });
      return said(docs);
    };
    expect(named('lin', 'he')).toEqual([]);
    expect(named('lin', 'he', 'guest')).toHaveLength(1);
  });

  test('a vehicle of which nobody wrote the seats holds anybody', () => {
    const docs = legs({ id: 'l1', vehicle: 'boat', count: 500 });
    addVehicle(docs, 'boat', { name: '游船' });
    expect(said(docs)).toEqual([]);
  });
});

describe('a vehicle that was removed', () => {
  test('is said of each leg that still has it, until it is back or another one is taken', () => {
    const docs = legs({ id: 'l1', to: '湿地', vehicle: 'car', count: 3 });
    expect(said(docs)).toEqual([]);
    removeItem(docs.plan, 'vehicles', 'car');
    const [found] = findings(docs);
    expect(found!.words.zh).toBe('“师苑酒店→湿地”派了 car，这辆车已经移去。');
    expect(ways(found)).toEqual(['“师苑酒店→湿地”改用 商务车', '“师苑酒店→湿地”车辆待定']);
    restoreItem(docs.plan, 'vehicles', 'car');
    expect(said(docs)).toEqual([]);
  });
});

describe('a person elsewhere', () => {
  test('on shift in one place and in a session in another: the shift is given to somebody free', () => {
    const docs = shifts({ id: 'k1', post: '签到台', place: '大堂', start: at('09:00'), minutes: 60, person: 'lin' });
    addSession(docs, { id: 's1', title: '开幕式', start: at('09:30'), minutes: 60, room: 'a', interpreters: ['lin'] });
    const [found] = findings(docs).filter((finding) => finding.rule === 'person-elsewhere');
    expect(found!.words).toEqual({
      zh: '林珊 09:30–10:00 同时在两处：值守“签到台”，场次“开幕式”。',
      en: 'Lin Shan is in two places, 09:30–10:00: on shift at “签到台” and in the session “开幕式”.',
    });
    expect(found!.cells).toContain('plan/shifts/k1/person');
    expect(found!.cells).toContain('plan/sessions/s1/interpreters');
    expect(ways(found)).toEqual(['“签到台”改由 何译 值守', '“签到台”值守人待定', '“开幕式”不安排 林珊']);
  });

  test('in the room of the session, or on a shift of which nobody says where, is no clash', () => {
    for (const where of [{ room: 'a' }, {}]) {
      const docs = shifts({ id: 'k1', start: at('09:00'), minutes: 120, person: 'lin', ...where });
      addSession(docs, { id: 's1', start: at('09:30'), minutes: 60, room: 'a', chair: ['lin'] });
      expect(said(docs)).toEqual([]);
    }
  });

  test('two shifts at once are a clash unless they are in one spot; one after the other is none', () => {
    const two = (a: Partial<NewShift>, b: Partial<NewShift>) =>
      said(
        shifts(
          { id: 'k1', start: at('09:00'), minutes: 60, person: 'lin', ...a },
          { id: 'k2', start: at('09:30'), minutes: 60, person: 'lin', ...b },
        ),
      );
    expect(two({}, {})).toHaveLength(1);
    expect(two({ room: 'a' }, { room: 'b' })).toHaveLength(1);
    expect(two({ room: 'a' }, { room: 'a' })).toEqual([]);
    expect(two({ place: '大堂' }, { place: ' 大堂' })).toEqual([]);
    expect(two({}, { start: at('10:00') })).toEqual([]);
  });

  test('on two legs at once, or on a leg while speaking, is a clash; on one leg of two that share the vehicle is the vehicle’s', () => {
    const rides = legs(
      { id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'bus', passengers: ['guest'] },
      { id: 'l2', start: at('08:30'), minutes: 60, vehicle: 'van', passengers: ['guest'] },
    );
    expect(said(rides)).toEqual(['林德 08:30–09:00 同时在两处：乘车“师苑酒店→l1”，乘车“师苑酒店→l2”。']);
    const speaks = legs({ id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'bus', passengers: ['guest'] });
    addSession(speaks, { id: 's1', title: '报告', start: at('08:30'), minutes: 60, room: 'a', speakers: ['guest'] });
    expect(ways(findings(speaks)[0])).toEqual(['“师苑酒店→l1”不载 林德', '“报告”不安排 林德']);
    const shared = legs(
      { id: 'l1', start: at('08:00'), minutes: 60, vehicle: 'bus', passengers: ['guest'] },
      { id: 'l2', start: at('08:30'), minutes: 60, vehicle: 'bus', passengers: ['guest'] },
    );
    expect(findings(shared).map((finding) => finding.rule)).toEqual(['vehicle-double-booked']);
  });
});

describe('a gap in the shifts', () => {
  const day = (session: { start: string; minutes: number }, ...all: NewShift[]) => {
    const docs = shifts(...all);
    addSession(docs, { id: 's1', title: '开幕式', ...session, room: 'a' });
    return docs;
  };

  test('nothing is said of a day without shifts, nor of one whose shifts nobody has', () => {
    const session = { start: at('09:00'), minutes: 60 };
    expect(said(day(session))).toEqual([]);
    expect(said(day(session, { id: 'k1', start: at('14:00'), minutes: 60 }))).toEqual([]);
    expect(said(day(session, { id: 'k1', start: at('09:00', '2026-11-05'), minutes: 60, person: 'lin' }))).toEqual([]);
  });

  test('shifts that follow each other cover a session; a minute between them is a gap, and the nearer shift may be made longer', () => {
    const two = (start: string) =>
      day(
        { start: at('09:00'), minutes: 60 },
        { id: 'k1', post: '会场', start: at('08:30'), minutes: 60, person: 'lin' },
        { id: 'k2', post: '接替', start: at(start), minutes: 60, person: 'he' },
      );
    expect(said(two('09:30'))).toEqual([]);
    const [found] = findings(two('09:31'));
    expect(found!.words).toEqual({ zh: '“开幕式” 09:30–09:31 无人值守。', en: 'Nobody is on shift during “开幕式”, 09:30–09:31.' });
    expect(ways(found)).toEqual(['林珊“会场”改为 08:30–10:00', '何译“接替”改为 09:00–10:31']);
  });

  test('a session that outlasts the last shift by a minute has a gap', () => {
    const shift = { id: 'k1', start: at('09:00'), minutes: 60, person: 'lin' };
    expect(said(day({ start: at('09:00'), minutes: 60 }, shift))).toEqual([]);
    expect(said(day({ start: at('09:00'), minutes: 61 }, shift))).toEqual(['“开幕式” 10:00–10:01 无人值守。']);
  });
});

describe('against the words of the rules', () => {
  const moment = fc.integer({ min: 30, max: 60 }).map((quarter) => instantIn(epochMinutes(at('00:00')) + quarter * 15, 'Asia/Shanghai'));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 6 });
  const people = ['lin', 'he', 'guest', 'nobody'];
  const leg = fc.record({
    start: maybe(moment),
    minutes: maybe(fc.constantFrom(0, 15, 30, 60)),
    vehicle: maybe(fc.constantFrom('bus', 'van', 'car', 'gone')),
    passengers: fc.subarray(people),
    count: maybe(fc.constantFrom(0, 4, 5, 19, 20)),
  });
  const shift = fc.record({
    start: maybe(moment),
    minutes: maybe(fc.constantFrom(0, 15, 60, 240)),
    person: maybe(fc.constantFrom(...people)),
    room: maybe(fc.constantFrom('a', 'b')),
  });
  const session = fc.record({ start: moment, minutes: fc.constantFrom(15, 30, 60), chair: fc.subarray(people) });
  const plan = fc.record({
    legs: fc.array(leg, { maxLength: 5 }),
    shifts: fc.array(shift, { maxLength: 4 }),
    sessions: fc.array(session, { maxLength: 3 }),
  });
  const made = (what: { legs: object[]; shifts: object[]; sessions: object[] }): PlanDocs => {
    const docs = office();
    what.legs.forEach((one, n) => addLeg(docs, { id: `l${n}`, ...one }));
    what.shifts.forEach((one, n) => addShift(docs, { id: `k${n}`, ...one }));
    what.sessions.forEach((one, n) => addSession(docs, { id: `s${n}`, ...one }));
    return docs;
  };
  const NEW = ['vehicle-double-booked', 'driver-double-booked', 'vehicle-over-capacity', 'vehicle-gone', 'person-elsewhere', 'shift-gap'];
  const ours = (docs: PlanDocs) => findings(docs).filter((finding) => NEW.includes(finding.rule));

  test('finds exactly what comparing everything with everything, and every minute with every shift, finds', () => {
    fc.assert(
      fc.property(plan, (what) => {
        const docs = made(what);
        const found = ours(docs).map((finding) => `${finding.rule} ${[...new Set(finding.items)].sort().join(' ')}`);
        expect(found.sort()).toEqual(oracle(projectAll(docs)).sort());
      }),
      { numRuns: 300 },
    );
  });

  test('each way out settles its finding, and there are at most three', () => {
    fc.assert(
      fc.property(plan, (what) => {
        const docs = made(what);
        for (const finding of ours(docs)) {
          expect(finding.remedies.length, finding.words.zh).toBeGreaterThan(0);
          expect(finding.remedies.length).toBeLessThanOrEqual(MAX_REMEDIES);
          for (const remedy of finding.remedies) {
            const before = remedy.edits.map((edit) => ({ ...edit, value: docs.plan.getMap(edit.root).get(edit.key) ?? null }));
            applyEdits({ ...docs }, remedy.edits);
            expect(
              ours(docs).map((other) => other.id),
              remedy.words.zh,
            ).not.toContain(finding.id);
            applyEdits({ ...docs }, before);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a plan in which everything clashes gives each rule’s limit of findings, and no more', () => {
    const docs = office();
    docs.plan.transact(() => {
      for (let n = 0; n < 40; n++) {
        addLeg(docs, { id: `l${n}`, start: at('08:00'), minutes: 60, vehicle: 'bus', passengers: ['lin'], count: 30 });
        addShift(docs, { id: `k${n}`, start: at('08:00'), minutes: 60, person: 'lin', place: `${n}` });
      }
    });
    const parts = projectAll(docs);
    expect(PLAN_RULES['vehicle-double-booked']!(parts, null)).toHaveLength(MAX_FINDINGS_PER_RULE);
    expect(PLAN_RULES['person-elsewhere']!(parts, null)).toHaveLength(MAX_FINDINGS_PER_RULE);
    expect(PLAN_RULES['vehicle-over-capacity']!(parts, null)).toHaveLength(40);
  });
});

interface Does {
  what: 'sessions' | 'legs' | 'shifts';
  id: string;
  span: [number, number];
  people: string[];
  spot: string | null;
}

/** By the sentences of the rules alone: pairs by comparing all, gaps minute by minute. */
function oracle(parts: Projected): string[] {
  const { legs, shifts, sessions, vehicles } = planItems(parts);
  const found: string[] = [];
  const meet = (a: [number, number], b: [number, number]): boolean => a[0] < b[1] && b[0] < a[1];
  const spanOf = (one: { start: string | null; minutes: number | null }, least: number): [number, number] | null =>
    one.start === null || (least === 0 && !one.minutes)
      ? null
      : [epochMinutes(one.start), epochMinutes(one.start) + Math.max(least, one.minutes ?? 0)];
  const does: Does[] = [];
  for (const { id, ...one } of sessions) {
    const [span, seated] = [spanOf(one, 0), [...one.chair, ...one.speakers, ...one.interpreters].map((person) => person.id)];
    if (span) does.push({ what: 'sessions', id, span, people: seated, spot: one.room && `room ${one.room.id}` });
  }
  for (const { id, ...one } of legs) {
    const span = spanOf(one, 1);
    if (span) does.push({ what: 'legs', id, span, people: one.passengers.map((p) => p.id), spot: one.vehicle && `car ${one.vehicle.id}` });
  }
  for (const { id, ...one } of shifts) {
    const span = spanOf(one, 0);
    if (span && one.person) does.push({ what: 'shifts', id, span, people: [one.person.id], spot: one.room && `room ${one.room.id}` });
  }
  does.forEach((a, n) => {
    for (const b of does.slice(n + 1)) {
      if (!meet(a.span, b.span) || (a.what === 'sessions' && b.what === 'sessions') || (a.spot !== null && a.spot === b.spot)) continue;
      const vague = [a, b].some((one) => one.what === 'shifts' && one.spot === null);
      if (a.what !== b.what && vague) continue;
      for (const person of a.people)
        if (b.people.includes(person))
          found.push(
            `person-elsewhere ${[`plan/${a.what}/${a.id}`, `plan/${b.what}/${b.id}`, `people/people/${person}`].sort().join(' ')}`,
          );
    }
  });
  const shared = new Set(['van', 'car']);
  legs.forEach((a, n) => {
    if (a.vehicle?.id === 'gone') found.push(`vehicle-gone plan/legs/${a.id} plan/vehicles/gone`);
    const seats = vehicles.find((vehicle) => vehicle.id === a.vehicle?.id)?.seats ?? Infinity;
    if (Math.max(a.count ?? 0, a.passengers.length) > seats)
      found.push(`vehicle-over-capacity plan/legs/${a.id} plan/vehicles/${a.vehicle!.id}`);
    for (const b of legs.slice(n + 1)) {
      const [one, two] = [spanOf(a, 1), spanOf(b, 1)];
      if (!one || !two || !meet(one, two) || !a.vehicle || !b.vehicle) continue;
      const pair = [`plan/legs/${a.id}`, `plan/legs/${b.id}`];
      if (a.vehicle.id === b.vehicle.id) found.push(`vehicle-double-booked ${[...pair, `plan/vehicles/${a.vehicle.id}`].sort().join(' ')}`);
      else if (shared.has(a.vehicle.id) && shared.has(b.vehicle.id))
        found.push(`driver-double-booked ${[...pair, 'plan/vehicles/van', 'plan/vehicles/car'].sort().join(' ')}`);
    }
  });
  const manned = shifts.filter((one) => one.person !== null).flatMap((one) => spanOf(one, 0) ?? []);
  const covers = shifts.filter((one) => one.person !== null).map((one) => spanOf(one, 0));
  for (const { id, ...one } of manned.length > 0 ? sessions : []) {
    const [from, until] = spanOf(one, 0)!;
    const isCovered = (minute: number): boolean => covers.some((cover) => cover !== null && minute >= cover[0] && minute < cover[1]);
    if (Array.from({ length: until - from }, (_, n) => from + n).some((minute) => !isCovered(minute)))
      found.push(`shift-gap plan/sessions/${id}`);
  }
  return found;
}
