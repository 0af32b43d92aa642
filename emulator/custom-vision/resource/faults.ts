/** Rules by which a test makes the service misbehave. */
import { hitsBlob } from './faults/blobs.ts';
import type { BlobFault, BlobRule, BlobTarget } from './faults/blobs.ts';
import { hitsMessage } from './faults/messages.ts';
import type { MessageFault, MessageRule, MessageTarget } from './faults/messages.ts';
import { hitsRequest } from './faults/requests.ts';
import type { Fault, RequestRule, RequestTarget } from './faults/requests.ts';

export type { Fault } from './faults/requests.ts';

/** Plain data; its first member tells the kind. */
export type FaultRule = RequestRule | MessageRule | BlobRule;

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

  /** The rules that have not hit as often as they should; a test may check that there are none. */
  get pending(): readonly FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Counts the request for every rule that it matches; the oldest rule that hits decides. */
  take(target: RequestTarget): Fault | undefined {
    return this.#take((rule) => ('operation' in rule && hitsRequest(rule, target) ? rule.fault : undefined));
  }

  /** The same for a message. */
  takeForMessage(target: MessageTarget): MessageFault | undefined {
    return this.#take((rule) => ('message' in rule && hitsMessage(rule, target) ? rule.fault : undefined));
  }

  /** The same for a backup. */
  takeForBlob(target: BlobTarget): BlobFault | undefined {
    return this.#take((rule) => ('blob' in rule && hitsBlob(rule, target) ? rule.fault : undefined));
  }

  /** @param faultOf a rule's fault, if it matches */
  #take<AnyFault>(faultOf: (rule: FaultRule) => AnyFault | undefined): AnyFault | undefined {
    const hits: AnyFault[] = [];
    for (const counted of this.#rules) {
      const fault = faultOf(counted.rule);
      if (fault === undefined) continue;
      counted.seen += 1;
      if (counted.seen >= (counted.rule.nth ?? 1)) hits.push(fault);
    }
    this.#rules = this.#rules.filter(({ rule, seen }) => seen < lastHit(rule));
    return hits[0];
  }
}

function lastHit(rule: FaultRule): number {
  return (rule.nth ?? 1) + (rule.times ?? 1) - 1;
}
