/**
 * A sweep's line to GitHub: the requests of its client reach the emulated REST API without a network, take time, fail,
 * and are judged.
 */
import type { RestAnswer, RestApi } from '../../../emulator/github/rest/rest-api.ts';
import type { Dice } from '../dice.ts';
import type { Fate, SimulatedProcess } from '../process.ts';
import type { Send } from './relay-code.ts';

export interface LineWorld {
  readonly api: RestApi;
  readonly process: SimulatedProcess;
  readonly dice: Dice;
  /** Of the requests get no answer, or one of trouble. */
  readonly faults: number;
  /** Called just before GitHub acts on a request. @returns what is called with its answer */
  readonly onArrival: (method: string, path: string) => (answer: RestAnswer) => void;
  readonly object: (what: string) => void;
}

/** As the client of the relay has it. */
const TIMEOUT_MS = 20_000;
const ROUNDED_MS = 1_000;
/** GitHub asks for a second between two requests that change something. */
const APART_MS = 990;

export class GitHubLine {
  requests = 0;
  private mutedUntil = 0;
  private wroteAt = -Infinity;
  private hasWaited = false;
  private readonly world: LineWorld;

  constructor(world: LineWorld) {
    this.world = world;
  }

  readonly send: Send = async (request) => {
    const { process, object, api } = this.world;
    const { method, url } = request;
    this.requests += 1;
    if (process.now() < this.mutedUntil) {
      object(`sent ${method} ${url.pathname} before the time that GitHub had named`);
    }
    if (method === 'POST') {
      this.write(url.pathname);
    }
    const answer = await process.request({
      operation: 'github',
      fate: this.fate(),
      timeoutMs: TIMEOUT_MS,
      effect: () => {
        const judge = this.world.onArrival(method, url.pathname);
        const answer = api.answer(request);
        judge(answer);
        return answer;
      },
    });
    this.note(answer);
    return answer;
  };

  /** Two re-runs are a second apart, but for the one after one that GitHub has put off. */
  private write(path: string): void {
    const { process, object } = this.world;
    const isQuick = process.now() - this.wroteAt < APART_MS;
    if (isQuick && !this.hasWaited) object(`sent POST ${path} right after another one`);
    if (isQuick) this.hasWaited = false;
    this.wroteAt = process.now();
  }

  /** GitHub may have said when to come again. */
  private note({ status, headers }: RestAnswer): void {
    const isUsedUp = headers['x-ratelimit-remaining'] === '0';
    const seconds = headers['retry-after'];
    this.hasWaited ||= isUsedUp || seconds !== undefined;
    if (seconds !== undefined) {
      this.mutedUntil = this.world.process.now() + Number(seconds) * 1_000 - ROUNDED_MS;
    } else if (isUsedUp && status >= 400) {
      this.mutedUntil = Number(headers['x-ratelimit-reset']) * 1_000 - ROUNDED_MS;
    }
  }

  private fate(): Fate {
    const { dice, faults } = this.world;
    if (!dice.chance(faults)) {
      return { kind: 'answered' };
    }
    const error = new TypeError('fetch failed', {
      cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    });
    return { kind: dice.chance(0.8) ? 'failed' : 'hanging', error, carriedOut: dice.chance(0.5) };
  }
}
