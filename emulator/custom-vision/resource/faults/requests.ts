/** What can go wrong with a request. */
import type { ApiVersion } from '../behavior.ts';

export type Fault =
  /**
   * An error answer, `before` the service acts or `after` it has acted. Without a `code`, or with a
   * numeric one, it has the gateway's shape.
   */
  | {
      status: number;
      when: 'before' | 'after';
      code?: string;
      message?: string;
      retryAfterSeconds?: number;
    }
  /** The connection is cut instead of an answer. */
  | { reset: 'before' | 'after' }
  /** The service does not act, and never answers. */
  | { hang: true }
  /** The service acts, and answers 200 with JSON that stops halfway. */
  | { truncate: true }
  /** The service acts, and its answer claims to be of this type. */
  | { contentType: string }
  /** The service acts, and answers this much later. */
  | { slowMs: number };

export interface RequestRule {
  /** The Swagger's operationId, e.g. `TrainProject`; `*`: any. */
  operation: string;
  projectId?: string;
  version?: ApiVersion;
  /** The first matching request that is hit, counted from 1 when the rule is added. Default: 1. */
  nth?: number;
  /** How many matching requests in a row are hit. Default: 1. */
  times?: number;
  fault: Fault;
}

export interface RequestTarget {
  operation: string;
  projectId: string | undefined;
  version: ApiVersion;
}

export function hitsRequest(rule: RequestRule, target: RequestTarget): boolean {
  return (
    (rule.operation === '*' || rule.operation === target.operation) &&
    (rule.version === undefined || rule.version === target.version) &&
    (rule.projectId === undefined || rule.projectId.toLowerCase() === target.projectId)
  );
}
