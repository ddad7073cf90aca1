import type { SyncStatus } from '@qiao/sync/client';
import { zh } from '../messages/zh.ts';
import { describe, expect, test } from 'vitest';
import { pillOf } from './pill.ts';

const live: SyncStatus = {
  phase: 'live',
  since: new Date(2026, 9, 21, 14, 2).getTime(),
  edits: 0,
  intents: 0,
  refused: 0,
  unsaved: 0,
  syncedAt: 1,
  blobs: { waiting: 0, bytes: 0, sent: 0, why: '' },
  bootstrap: null,
  leader: true,
  refusal: null,
};
const says = (change: Partial<SyncStatus>): string[] => {
  const pill = pillOf({ ...live, ...change }, zh);
  return [pill.sign, pill.label, pill.then];
};

describe('the sync pill', () => {
  test('[DEV2] says synced only when nothing is left to send', () => {
    expect(says({})).toEqual(['synced', '已存本机', '已同步']);
    expect(says({ edits: 1 })).toEqual(['sending', '已存本机', '1项待发']);
    expect(says({ blobs: { waiting: 2, bytes: 9, sent: 0, why: '' } })).toEqual(['sending', '已存本机', '2项待发']);
    expect(says({ edits: 1, intents: 2 })).toEqual(['sending', '已存本机', '3项待发']);
  });

  test('without a network it says since when, and how much waits', () => {
    expect(says({ phase: 'offline', edits: 12 })).toEqual(['offline', '14:02起离线', '12项待发']);
    expect(says({ phase: 'offline' })).toEqual(['offline', '14:02起离线', '']);
  });

  test('[DEV1] an edit that could not be stored is said before anything else', () => {
    for (const phase of ['live', 'offline', 'signed-out', 'connecting'] as const) {
      expect(says({ phase, unsaved: 2, edits: 5, refused: 1 })).toEqual(['unsaved', '未能保存', '']);
    }
  });

  test('while it reads the first pages or greets the server, it does not say synced', () => {
    expect(says({ phase: 'catching-up' })[2]).toBe('正在取回');
    expect(says({ phase: 'connecting' })[2]).toBe('正在连接');
    expect(says({ bootstrap: { docs: 3 } })[2]).toBe('正在取回');
  });

  test('what was refused is shown when nothing else is, and never as synced', () => {
    expect(says({ refused: 1 })).toEqual(['synced', '已存本机', '1项被退回']);
  });

  test('a session that ended, a lease that ended and an old app have words of their own', () => {
    expect(says({ phase: 'signed-out', edits: 2 })).toEqual(['offline', '登录已失效', '2项待发']);
    expect(says({ phase: 'locked' })[1]).toBe('内容已上锁');
    expect(says({ phase: 'drain' })[1]).toBe('应用须更新');
  });
});
