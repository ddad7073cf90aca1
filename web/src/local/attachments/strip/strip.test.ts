/** Real bytes of pictures, put together here, and what is left of what they say of themselves (SPEC ATT10). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_STRIP_BYTES, strip } from './index.ts';
import { join, letters, orientationIn, tiffOf } from './orientation.ts';

const MARKER = 'GPS-25.49N-103.79E';
/** Two entries and a GPS directory: orientation 6, and a place. */
function exif(little = true): Uint8Array {
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 2, little);
  const entry = (at: number, tag: number, type: number, count: number, value: number): void => {
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, count, little);
    if (type === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  };
  entry(10, 0x0112, 3, 1, 6);
  entry(22, 0x8825, 4, 1, 38);
  bytes.set(letters(MARKER), 44);
  return bytes;
}

const segment = (marker: number, payload: Uint8Array): Uint8Array =>
  join([Uint8Array.of(0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255), payload]);
const told = (name: string): Uint8Array => letters(`${name}${MARKER}`);
const JFIF = segment(0xe0, Uint8Array.from([...letters('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]));
const ICC = segment(0xe2, letters('ICC_PROFILE\0\x01\x01profile'));
const ADOBE = segment(0xee, letters('Adobe\0\x64\0\0\0\0\x01'));
const TABLES = segment(0xdb, new Uint8Array(65));
/** Stuffed FF, a restart, and the marker's name in the pixels, which are nobody's to judge. */
const SCAN = join([segment(0xda, new Uint8Array(10)), Uint8Array.of(1, 0xff, 0x00, 2, 0xff, 0xd3, 3)]);
const SECOND = join([segment(0xc4, new Uint8Array(20)), segment(0xda, new Uint8Array(10)), Uint8Array.of(9, 9)]);
const END = Uint8Array.of(0xff, 0xd9);
const START = Uint8Array.of(0xff, 0xd8);
const jpeg = (...segments: Uint8Array[]): Uint8Array<ArrayBuffer> => join([START, ...segments, SCAN, SECOND, END]);

const left = async (bytes: Uint8Array): Promise<Uint8Array | string> => {
  const answer = await strip(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/x' }));
  return answer.outcome === 'stripped' ? new Uint8Array(await answer.bytes.arrayBuffer()) : answer.outcome;
};
const says = (bytes: Uint8Array | string): boolean => typeof bytes !== 'string' && new TextDecoder('latin1').decode(bytes).includes(MARKER);

describe('a JPEG', () => {
  test('[ATT10] loses Exif, XMP, IPTC, comments and the makers’ own, keeps its pixels, colours and how it is turned', async () => {
    const dirty = jpeg(
      JFIF,
      segment(0xe1, join([letters('Exif\0\0'), exif()])),
      segment(0xe1, told('http://ns.adobe.com/xap/1.0/\0')),
      segment(0xed, told('Photoshop 3.0\0')),
      segment(0xe5, told('maker')),
      segment(0xe0, told('JFXX\0')),
      segment(0xe2, told('MPF\0')),
      segment(0xfe, told('')),
      ICC,
      ADOBE,
      TABLES,
    );
    expect(says(dirty)).toBe(true);
    const turned = segment(0xe1, join([letters('Exif\0\0'), tiffOf(6)]));
    expect(await left(dirty)).toEqual(jpeg(turned, JFIF, ICC, ADOBE, TABLES));
    expect(await left(join([dirty, jpeg(segment(0xfe, told('')))]))).toEqual(jpeg(turned, JFIF, ICC, ADOBE, TABLES));
  });

  test('[ATT10] that says nothing of itself stays byte for byte what it is', async () => {
    expect(await left(jpeg(JFIF, ICC, TABLES))).toEqual(jpeg(JFIF, ICC, TABLES));
  });

  test('[ATT10] is kept as far as it goes when it breaks off in its pixels, and is called broken when its segments do not add up', async () => {
    const cut = jpeg(JFIF, TABLES).slice(0, -3);
    expect(await left(cut)).toEqual(join([cut, END]));
    for (const bad of [jpeg(JFIF).slice(0, 12), join([START, JFIF, Uint8Array.of(0, 1)]), join([START, JFIF, END]), join([START, START])])
      expect(await left(bad)).toMatch(/broken|unread/);
  });

  test('[ATT10] whatever lies in its segments, nothing of a marked one is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ marker: fc.integer({ min: 0xe0, max: 0xef }), lead: fc.uint8Array({ maxLength: 20 }) })),
        async (segments) => {
          const dirty = jpeg(
            ...segments.map(({ marker, lead }) => segment(marker, join([Uint8Array.of(0), lead, letters(MARKER)]))),
            TABLES,
          );
          const clean = await left(dirty);
          expect(typeof clean).not.toBe('string');
          expect(says(clean)).toBe(false);
        },
      ),
    );
  });
});

describe('a PNG', () => {
  const chunk = (type: string, data: Uint8Array): Uint8Array => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, data.length);
    return join([length, letters(type), data, new Uint8Array(4)]);
  };
  const png = (...chunks: Uint8Array[]): Uint8Array => join([letters('\x89PNG\r\n\x1a\n'), ...chunks, chunk('IEND', new Uint8Array())]);
  const HEAD = chunk('IHDR', new Uint8Array(13));
  const PIXELS = chunk('IDAT', Uint8Array.of(1, 2, 3));

  test('[ATT10] loses texts, times, Exif but for how it is turned, unknown chunks and what follows its end', async () => {
    const dirty = png(
      HEAD,
      chunk('tEXt', told('')),
      chunk('iTXt', told('')),
      chunk('tIME', new Uint8Array(7)),
      chunk('eXIf', exif(false)),
      chunk('xxXx', told('')),
      PIXELS,
    );
    const clean = await left(join([dirty, letters(MARKER)]));
    expect(says(clean)).toBe(false);
    const exifChunk = chunk('eXIf', tiffOf(6));
    // The one chunk that was made here has the sum that the specification gives.
    expect((clean as Uint8Array).slice(0, -12 - PIXELS.length).slice(0, -4)).toEqual(png(HEAD, exifChunk).slice(0, -12 - 4));
    expect(await left(png(HEAD, PIXELS))).toEqual(png(HEAD, PIXELS));
    expect(await left(png(PIXELS))).toBe('broken');
    expect(await left(png(HEAD, PIXELS).slice(0, -5))).toBe('broken');
  });
});

describe('a WebP', () => {
  const chunk = (type: string, data: Uint8Array): Uint8Array => {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, data.length, true);
    return join([letters(type), length, data, new Uint8Array(data.length % 2)]);
  };
  const webp = (...chunks: Uint8Array[]): Uint8Array => {
    const body = join(chunks);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, body.length + 4, true);
    return join([letters('RIFF'), length, letters('WEBP'), body]);
  };
  const head = (flags: number): Uint8Array => chunk('VP8X', Uint8Array.of(flags, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  const PIXELS = chunk('VP8 ', Uint8Array.of(1, 2, 3));

  test('[ATT10] loses XMP and Exif but for how it is turned, and says so in its head', async () => {
    const dirty = webp(
      head(0x2c),
      PIXELS,
      chunk('EXIF', join([letters('Exif\0\0'), exif()])),
      chunk('XMP ', told('')),
      chunk('odd!', told('')),
    );
    expect(await left(dirty)).toEqual(webp(head(0x28), PIXELS, chunk('EXIF', tiffOf(6))));
    expect(await left(webp(head(0x24), PIXELS, chunk('XMP ', told(''))))).toEqual(webp(head(0x20), PIXELS));
    expect(await left(webp(PIXELS))).toEqual(webp(PIXELS));
    expect(await left(webp(PIXELS).slice(0, -2))).toBe('broken');
  });
});

describe('HEIC and AVIF', () => {
  const box = (type: string, ...body: Uint8Array[]): Uint8Array => {
    const inner = join(body);
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, inner.length + 8);
    return join([size, letters(type), inner]);
  };
  const number = (value: number, size: number): Uint8Array =>
    Uint8Array.from({ length: size }, (_, n) => (value >>> (8 * (size - 1 - n))) & 255);
  const item = (id: number, type: string): Uint8Array =>
    box('infe', Uint8Array.of(2, 0, 0, 0), number(id, 2), number(0, 2), letters(`${type}\0`));
  const place = (id: number, from: number, length: number): Uint8Array =>
    join([number(id, 2), number(0, 2), number(1, 2), number(from, 4), number(length, 4)]);
  const PIXELS = letters('pixels of the picture itself');
  const EXIF = join([number(0, 4), exif()]);
  const XMP = told('<x:xmpmeta>');

  function heic(at: (offset: number) => number = (offset) => offset): Uint8Array {
    const made = (offset: number): Uint8Array =>
      join([
        box('ftyp', letters('heic\0\0\0\0mif1heic')),
        box(
          'meta',
          number(0, 4),
          box('iinf', number(0, 4), number(3, 2), item(1, 'hvc1'), item(2, 'Exif'), item(3, 'mime')),
          box(
            'iloc',
            Uint8Array.of(0, 0, 0, 0, 0x44, 0x00),
            number(3, 2),
            place(1, offset, PIXELS.length),
            place(2, at(offset + PIXELS.length), EXIF.length),
            place(3, offset + PIXELS.length + EXIF.length, XMP.length),
          ),
        ),
        box('mdat', PIXELS, EXIF, XMP),
      ]);
    return made(made(0).length - PIXELS.length - EXIF.length - XMP.length);
  }

  test('[ATT10] their Exif and XMP are written over, nothing else moves', async () => {
    const dirty = heic();
    expect(says(dirty)).toBe(true);
    const clean = (await left(dirty)) as Uint8Array;
    expect(says(clean)).toBe(false);
    expect(clean.length).toBe(dirty.length);
    const told = EXIF.length + XMP.length;
    expect(clean.slice(0, -told)).toEqual(dirty.slice(0, -told));
    expect(clean.slice(-told).every((byte) => byte === 0)).toBe(true);
  });

  test('[ATT10] they are called broken where those items cannot be found with certainty', async () => {
    expect(await left(heic(() => 1_000_000))).toBe('broken');
    expect(await left(heic().slice(0, 60))).toBe('broken');
    expect(await left(box('ftyp', letters('avif\0\0\0\0avif')))).toBe('broken');
    expect(await left(join([heic(), box('moov', told(''))]))).toBe('broken');
  });
});

describe('any bytes', () => {
  test('[ATT10] other sorts are left as they are and said not to have been looked into', async () => {
    for (const other of [letters('%PDF-1.7'), letters('<svg xmlns="x">'), letters('GIF89a'), new Uint8Array(), letters('II*\0')])
      expect(await left(other)).toBe('unread');
  });

  test('[ATT10] [NAM4] a picture of MAX_STRIP_BYTES is looked into, a larger one is not taken for clean', async () => {
    const padded = (size: number): Blob =>
      new Blob([jpeg(JFIF, segment(0xfe, told('')), TABLES), new Uint8Array(size - jpeg(JFIF, segment(0xfe, told('')), TABLES).length)]);
    expect((await strip(padded(MAX_STRIP_BYTES))).outcome).toBe('stripped');
    expect((await strip(padded(MAX_STRIP_BYTES + 1))).outcome).toBe('broken');
  });

  test('[ATT10] is total: whatever follows a good beginning, it answers', async () => {
    const heads = [
      Uint8Array.of(0xff, 0xd8, 0xff),
      letters('\x89PNG\r\n\x1a\n'),
      letters('RIFF\0\0\0\0WEBP'),
      letters('\0\0\0\x14ftypheic\0\0\0\0\0\0\0\0'),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), async (head, rest) => {
        expect(['stripped', 'unread', 'broken']).toContain((await strip(new Blob([join([head, rest])]))).outcome);
      }),
      { numRuns: 300 },
    );
  });

  test('an Exif block of any shape has an orientation', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => orientationIn(bytes) >= 1 && orientationIn(bytes) <= 8));
    expect([orientationIn(exif(true)), orientationIn(exif(false)), orientationIn(tiffOf(8)), orientationIn(tiffOf(9))]).toEqual([
      6, 6, 8, 1,
    ]);
  });
});
