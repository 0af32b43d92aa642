/** What goes wrong between a client and the REST API, as tests order it. */

export type RestFault =
  /** GitHub answers with this status, and has done nothing. */
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks before GitHub has acted, or after it. */
  | 'cut before'
  | 'cut after'
  /** A proxy's page to sign in at answers in its place. */
  | 'sign-in page';

export interface FaultRule {
  /** Part of `METHOD path`, such as `POST` or `/rerun`. */
  readonly of: string;
  readonly fault: RestFault;
  /** How often; default: once. `Infinity`: until the rules are cleared. */
  readonly times?: number;
}

export class RestFaults {
  #rules: { readonly of: string; readonly fault: RestFault; left: number }[] = [];

  add({ of, fault, times = 1 }: FaultRule): void {
    this.#rules.push({ of, fault, left: times });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The first fault that is ordered for the request. */
  take(method: string, path: string): RestFault | undefined {
    const rule = this.#rules.find(({ of, left }) => left > 0 && `${method} ${path}`.includes(of));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    return rule.fault;
  }
}
