/** What can go wrong with the backup of an export in the customer's container. */
import type { Platform } from '../domains.ts';

/**
 * `another`: a package of other labels, such as a stale one, or that of another flavor. `repacked`: the same files,
 * packed anew. `junk`: no package. `nothing`: no bytes.
 */
export type BackupContent = 'another' | 'repacked' | 'junk' | 'nothing';

/**
 * What keeps readers from a blob that is there. `archived`: its tier. `pending`: it is the target of a copy that goes on.
 * `encrypted`: only who has a key of the customer's can read it.
 */
export const BLOB_STATES = ['archived', 'pending', 'encrypted'] as const;
export type BlobState = (typeof BLOB_STATES)[number];

export type BlobFault =
  /** It arrives this much after the message that announces it, and holds what it should, unless it says otherwise. */
  | { lateSeconds: number; holds?: BackupContent }
  /** It holds something else. An export that fails leaves it behind as well. */
  | { holds: BackupContent }
  /** It arrives, and cannot be read: for good, or for so many seconds. */
  | { state: BlobState; seconds?: number }
  /** It never arrives. */
  | { absent: true }
  /** It arrives, and this much later another package of the same name takes its place. */
  | { overwrittenAfterSeconds: number };

export interface BlobRule {
  /** The platform that is exported to; `*`: any. */
  blob: Platform | '*';
  projectId?: string;
  /** The first matching export that is hit, counted from 1 when the rule is added. Default: 1. */
  nth?: number;
  /** How many matching exports in a row are hit. Default: 1. */
  times?: number;
  fault: BlobFault;
}

export interface BlobTarget {
  platform: Platform;
  projectId: string;
}

export function hitsBlob(rule: BlobRule, target: BlobTarget): boolean {
  return (
    (rule.blob === '*' || rule.blob === target.platform) &&
    (rule.projectId === undefined || rule.projectId.toLowerCase() === target.projectId)
  );
}
