import { applyImport, type ImportDocs } from '@qiao/domain/plan';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { inOrder, previewFile } from './preview.ts';

const session = (n: number, title: string, more: object = {}) => ({
  id: n,
  guid: `00000000-0000-4000-8000-00000000000${n}`,
  date: `2026-11-06T0${n}:00:00+08:00`,
  start: `0${n}:00`,
  duration: '00:30',
  room: '云台厅',
  slug: `s${n}`,
  title,
  subtitle: '',
  track: '生态',
  type: 'lecture',
  language: 'zh',
  abstract: '',
  description: '',
  persons: [],
  links: [],
  ...more,
});
const file = (...sessions: object[]): string =>
  JSON.stringify({
    schedule: {
      version: '1',
      conference: {
        acronym: 'x',
        title: '研讨会',
        start: '2026-11-06',
        end: '2026-11-06',
        daysCount: 1,
        timeslot_duration: '00:15',
        time_zone_name: 'Asia/Shanghai',
        days: [
          {
            index: 1,
            date: '2026-11-06',
            day_start: '2026-11-06T08:00:00+08:00',
            day_end: '2026-11-06T20:00:00+08:00',
            rooms: { 云台厅: sessions },
          },
        ],
      },
    },
  });
const docs = (): ImportDocs => ({ case: new Y.Doc(), plan: new Y.Doc(), people: new Y.Doc() });

describe('previewing a schedule file', () => {
  it('counts what would be done and writes nothing', async () => {
    const event = docs();
    const result = await previewFile(file(session(1, '开幕式'), session(2, '圆桌')), () => event);
    if (!result.ok) throw new Error('the file was refused');
    expect(result.counts).toMatchObject({ refuse: 0, kept: 0, change: 0 });
    expect(result.preview.counts.sessions).toBe(2);
    expect([event.case!, event.plan, event.people].map((ydoc) => ydoc.store.clients.size)).toEqual([0, 0, 0]);
  });

  it('counts the event itself as new where the import makes it, and as changed where it is there', async () => {
    const actionOf = async (event: ImportDocs, text: string): Promise<string | undefined> => {
      const result = await previewFile(text, () => event);
      return result.ok ? result.preview.rows.find((row) => row.what === 'conference')?.action : undefined;
    };
    expect(await actionOf(docs(), file(session(1, '开幕式')))).toBe('create');
    const event = docs();
    event.case!.getMap('fields').set('place', '云台厅');
    expect(await actionOf(event, file(session(1, '开幕式')))).toBe('change');
  });

  it('says after the import that all is the same, and keeps what was edited here', async () => {
    const event = docs();
    const text = file(session(1, '开幕式'), session(2, '圆桌'));
    const first = await previewFile(text, () => event);
    if (!first.ok) throw new Error('the file was refused');
    applyImport(first.preview, event);
    const again = await previewFile(text, () => event);
    expect(again.ok && again.counts).toMatchObject({ create: 0, change: 0, kept: 0, refuse: 0 });
    const key = [...event.plan.getMap('sessions').keys()].find((one) => one.endsWith('/title.zh') || one.endsWith('/title.en'))!;
    event.plan.getMap('sessions').set(key, '本地改的');
    const kept = await previewFile(text, () => event);
    expect(kept.ok && kept.counts.kept).toBe(1);
    expect(kept.ok && inOrder(kept.preview.rows)[0]?.action).toBe('kept');
  });

  it('names every error by its place', async () => {
    const result = await previewFile(file(session(1, '开幕式'), session(1, '又一次')), docs);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.errors[0]!.path).toContain('days[0]');
    expect((await previewFile('not json', docs)).ok).toBe(false);
  });
});
