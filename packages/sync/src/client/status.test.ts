import { describe, expect, it } from 'vitest';
import type { BlobRefState, StoredBlob } from '../store/contract.ts';
import { countBlobs, countRefused, noBlobs } from './status.ts';

const blob = (hash: string, bytes: number, sent: number, items: readonly [item: string, state: BlobRefState][]): StoredBlob => ({
  hash,
  bytes,
  pieces: 1,
  whole: true,
  sent,
  refs: items.map(([item, state]) => ({ hash, doc: 'event/x/case', item, at: 1, state, code: '' })),
});

describe('what the pill counts of attachments', () => {
  it('[ATT3] a picture and its thumbnail are one, the same file at two places two, and bytes count once', () => {
    const blobs = [
      blob('a', 100, 40, [
        ['i', 'waiting'],
        ['j', 'waiting'],
        ['k', 'seen'],
      ]),
      blob('b', 9, 9, [['i.thumb', 'waiting']]),
      blob('c', 5, 5, [
        ['r', 'refused'],
        ['r.thumb', 'refused'],
      ]),
    ];
    expect(countBlobs(blobs, 'disk-full')).toEqual({ waiting: 2, bytes: 109, sent: 49, why: 'disk-full' });
    expect(countRefused(blobs)).toBe(1);
    expect(countBlobs([blobs[2]!], 'disk-full')).toEqual(noBlobs);
  });
});
