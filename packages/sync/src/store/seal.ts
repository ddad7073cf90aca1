/** How a device's store hides what it keeps (SPEC DEV8). Identity until the device is locked with a key. */
export interface Seal {
  /** An opaque, stable key for a name. */
  key(name: string): string;
  seal(plain: Uint8Array): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

export const identitySeal: Seal = {
  key: (name) => name,
  seal: async (plain) => plain,
  open: async (sealed) => sealed,
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const sealText = (seal: Seal, text: string): Promise<Uint8Array> => seal.seal(encoder.encode(text));
export const openText = async (seal: Seal, sealed: Uint8Array): Promise<string> => decoder.decode(await seal.open(sealed));
