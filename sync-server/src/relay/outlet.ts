/** A socket as the doors use it: closed once, and cut when its reader cannot follow (SPEC SES8). */
import { limits, RELAY_CODES, type RelayCode } from '@qiao/sync/protocol';
import type { Socket } from './ports.ts';

export interface Outlet {
  readonly open: boolean;
  /** `asked`: an answer of any size that the reader asked for; by itself it does not make the reader slow. */
  send(bytes: Uint8Array, asked?: boolean): void;
  close(code: RelayCode): void;
  /** The other end is gone. */
  ended(): void;
}

export function createOutlet(socket: Socket): Outlet {
  let open = true;
  let allowance = limits.SLOW_READER_BYTES;

  function close(code: RelayCode): void {
    if (!open) return;
    open = false;
    socket.close(RELAY_CODES[code].close, code);
  }

  return {
    get open() {
      return open;
    },
    send(bytes, asked = false) {
      if (!open) return;
      if (socket.buffered > allowance) return close('slow-reader');
      allowance = limits.SLOW_READER_BYTES + (asked ? bytes.length : Math.min(socket.buffered, allowance - limits.SLOW_READER_BYTES));
      socket.send(bytes);
    },
    close,
    ended() {
      open = false;
    },
  };
}
