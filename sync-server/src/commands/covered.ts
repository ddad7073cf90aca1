/** What a decision covers, as the server has it now (SPEC DEC3). */
import * as Y from 'yjs';
import {
  contentHash,
  coveredJson,
  MOVES,
  project,
  readPart,
  type Command,
  type Facts,
  type Kind,
  type Move,
  type Projected,
} from '@qiao/domain';
import type { PartDocs } from '../relay/part-docs.ts';
import type { Reader } from '../store/contract.ts';

export interface Covered {
  json: string;
  hash: string;
  /** Its maker had seen something that has not arrived here yet. */
  behind: boolean;
}

const isMove = (type: string): type is Move => (MOVES as readonly string[]).includes(type);

/** Null when the command covers no content. */
export async function readCovered(
  parts: Pick<PartDocs, 'open'>,
  reader: Reader,
  kind: Kind,
  command: Pick<Command, 'type' | 'record' | 'vectors'>,
  facts: Facts,
): Promise<Covered | null> {
  if (!isMove(command.type)) return null;
  const projected: Projected = {};
  let behind = false;
  for (const part of kind.workflow.moves[command.type].covers ?? []) {
    const { ydoc } = await parts.open(reader, `${kind.name}/${command.record}/${part}`);
    projected[part] = readPart(kind, part, project(kind, part, ydoc), facts.version);
    behind ||= isBehind(ydoc, command.vectors?.[part]);
  }
  const json = coveredJson(kind, command.type, projected);
  return json === null ? null : { json, hash: contentHash(json, command.record), behind };
}

/** Whether the vector (base64) names something that the document lacks. One that cannot be read names nothing. */
function isBehind(ydoc: Y.Doc, vector: string | undefined): boolean {
  if (vector === undefined) return false;
  let seen: Map<number, number>;
  try {
    seen = Y.decodeStateVector(Buffer.from(vector, 'base64'));
  } catch {
    return false;
  }
  return [...seen].some(([client, clock]) => clock > Y.getState(ydoc.store, client));
}
