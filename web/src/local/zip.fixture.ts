/** Reads an archive as any program does: from its end, by its directory. Only what is not packed. */
export interface ReadEntry {
  name: string;
  crc: number;
  bytes: Uint8Array<ArrayBuffer>;
}

export async function readArchive(archive: Blob): Promise<ReadEntry[]> {
  const all = new Uint8Array(await archive.arrayBuffer());
  const view = new DataView(all.buffer);
  const end = all.length - 22;
  const need = (at: number, sign: number): void => {
    if (view.getUint32(at, true) !== sign) throw new Error(`no head at ${at}`);
  };
  need(end, 0x06054b50);
  const entries: ReadEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n--) {
    need(at, 0x02014b50);
    const [crc, size, length] = [view.getUint32(at + 16, true), view.getUint32(at + 24, true), view.getUint16(at + 28, true)];
    const local = view.getUint32(at + 42, true);
    need(local, 0x04034b50);
    const name = new TextDecoder().decode(all.subarray(at + 46, at + 46 + length));
    const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    entries.push({ name, crc, bytes: all.slice(from, from + size) });
    at += 46 + length;
  }
  if (at !== end) throw new Error('more lines than are counted');
  return entries;
}
