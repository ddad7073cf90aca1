import type { Cut } from './job.ts';
import type { Peer } from './ports.ts';

export function isCutBy(peer: Peer, target: Cut): boolean {
  if ('session' in target) return peer.session === target.session;
  if ('user' in target) return peer.user === target.user;
  return peer.device === target.device;
}
