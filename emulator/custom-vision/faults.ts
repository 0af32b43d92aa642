/** Misbehaviour on request: rules that a test sets up before the caller runs into them. */
import type { ApiVersion } from './behavior.ts';

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
  | { truncate: true };

export interface FaultRule {
  /** The Swagger's operationId, e.g. `TrainProject`. */
  operation: string;
  projectId?: string;
  version?: ApiVersion;
  /** The first matching request that is hit, counted from 1 when the rule is added. Default: 1. */
  nth?: number;
  /** How many matching requests in a row are hit. Default: 1. */
  times?: number;
  fault: Fault;
}

export interface FaultTarget {
  operation: string;
  projectId: string | undefined;
  version: ApiVersion;
}

interface CountedRule {
  rule: FaultRule;
  seen: number;
}

export class Faults {
  #rules: CountedRule[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, seen: 0 });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The rules that have not hit all they were made for; a test may check that there are none. */
  get pending(): readonly FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Counts the request for every rule that it matches; the oldest rule that hits decides. */
  take(target: FaultTarget): Fault | undefined {
    const hits = this.#rules.filter((counted) => {
      if (!matches(counted.rule, target)) return false;
      counted.seen += 1;
      return counted.seen >= (counted.rule.nth ?? 1);
    });
    this.#rules = this.#rules.filter(({ rule, seen }) => seen < lastHit(rule));
    return hits[0]?.rule.fault;
  }
}

function lastHit(rule: FaultRule): number {
  return (rule.nth ?? 1) + (rule.times ?? 1) - 1;
}

function matches(rule: FaultRule, target: FaultTarget): boolean {
  return (
    rule.operation === target.operation &&
    (rule.version === undefined || rule.version === target.version) &&
    (rule.projectId === undefined || rule.projectId.toLowerCase() === target.projectId)
  );
}
