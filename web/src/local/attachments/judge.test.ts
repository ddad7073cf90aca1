import { ATTACHMENTS_MAX } from '@qiao/domain/kind';
import { limits } from '@qiao/sync/protocol';
import { describe, expect, test } from 'vitest';
import { isShown, judge, mediaOf } from './judge.ts';

describe('what may be attached', () => {
  test('[ATT11] [NAM4] MAX_BLOB_BYTES and not one more, and not nothing', () => {
    const of = (size: number) => judge({ name: '扫描件.pdf', size }, 0);
    expect([of(0), of(1), of(limits.MAX_BLOB_BYTES), of(limits.MAX_BLOB_BYTES + 1)]).toEqual(['empty', null, null, 'too-large']);
  });

  test('[ATT11] [NAM4] ATTACHMENTS_MAX in a part, and not one more', () => {
    const with_ = (already: number) => judge({ name: 'a.pdf', size: 1 }, already);
    expect([with_(ATTACHMENTS_MAX - 1), with_(ATTACHMENTS_MAX)]).toEqual([null, 'too-many']);
  });

  test.each(['setup.exe', 'Setup.EXE', 'a.pdf.scr', 'run.bat. ', 'x.js', 'link.LNK'])('[ATT11] no program: %s', (name) => {
    expect(judge({ name, size: 1 }, 0)).toBe('program');
  });

  test.each(['邀请函.pdf', 'page.html', 'drawing.svg', 'exe', 'notes', 'archive.zip', 'a.exe.zip'])(
    'papers, and what is never run here: %s',
    (name) => {
      expect(judge({ name, size: 1 }, 0)).toBeNull();
    },
  );

  test('[ATT12] only raster pictures are shown, whatever a type looks like', () => {
    expect(['image/png', 'image/jpeg', 'image/webp'].every(isShown)).toBe(true);
    expect(['image/svg+xml', 'text/html', 'application/pdf', 'image/png; x', 'IMAGE/PNG', ''].some(isShown)).toBe(false);
  });

  test('a type is as the part may hold it', () => {
    expect(['Image/PNG', 'text/html; charset=x', '', 'x', 'a/b<script>'].map(mediaOf)).toEqual([
      'image/png',
      'text/html',
      'application/octet-stream',
      'application/octet-stream',
      'application/octet-stream',
    ]);
  });
});
