import { MAX_THUMB_BYTES, THUMB_EDGE } from './limits.ts';

const TYPES = ['image/webp', 'image/jpeg'];
const QUALITIES = [0.8, 0.6, 0.4];

/** A small picture of a picture; null for what this browser cannot draw. It is drawn anew, so that nothing but pixels is in it. */
export async function thumbnailOf(picture: Blob): Promise<Blob | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch {
    return null;
  }
  const scale = Math.min(1, THUMB_EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  for (const quality of QUALITIES) {
    for (const type of TYPES) {
      const small = await canvas.convertToBlob({ type, quality });
      // A browser that cannot write the type writes a PNG instead.
      if (small.type === type && small.size <= MAX_THUMB_BYTES) return small;
    }
  }
  return null;
}
