/** What can go wrong with the backup of an export in the customer's container. */
import type { Platform } from '../domains.ts';

export type BlobFault =
  /** It arrives this much after the message that announces it. */
  | { lateSeconds: number }
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
