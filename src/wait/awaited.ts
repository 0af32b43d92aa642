/**
 * What a run waits for, and how it asks the service about it.
 *
 * A training goes on while the service cannot be asked, so an error that may pass only means "not known yet".
 */
import type { Clock, Deadline } from '../time/clock.ts';
import { ServiceError, serviceTrouble } from '../custom-vision/service-error.ts';
import type { Inbox } from './inbox.ts';
import type { WarningHeading } from '../report/headings.ts';
import type { Report } from '../report/report.ts';
import type { Matcher } from './own-messages.ts';

export interface Awaited<T> {
  /** Such as "the training of iteration …". */
  readonly what: string;
  readonly isOurs: Matcher;
  /** Reads the service, and gives up after so many milliseconds. @returns `undefined` while it has not ended */
  readonly ask: (mostMs: number) => Promise<T | undefined>;
  /** It did not begin before this, in milliseconds since the epoch: no run has waited for it for longer. Default: now. */
  readonly since?: number | undefined;
  /** How long such a thing took before, if that and its begin, right before the wait, are known. */
  readonly usualMs?: number | undefined;
  readonly overdue?: Overdue;
}

/** What is told, once, of something that runs for longer than it can. */
export interface Overdue {
  readonly heading: WarningHeading;
  /** From when on, in milliseconds since the epoch. */
  readonly at: number;
  /** @param now in milliseconds since the epoch */
  readonly lines: (now: number) => readonly string[];
}

/** What a wait needs of its run. */
export interface WaitingRun {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  readonly report: Report;
  /** 0–1: spreads the looks and questions of many runs. */
  readonly random: () => number;
  /** The run asks at least this often while the queue is silent; `null`: it does not ask for silence alone. */
  readonly reconcileMs: number | null;
  /** Titles of the warnings that one wait of the run has given for all of them. */
  readonly warned: Set<string>;
}

export interface Answer<T> {
  /** `undefined` while it has not ended. */
  readonly found: T | undefined;
  /** Whether the service has answered. */
  readonly known: boolean;
  /** For how many milliseconds the service does not want to be asked again. */
  readonly retryAfterMs: number;
}

/** Rule 2: a `Retry-After` is respected for up to this long, since a notification may come earlier. */
const LONGEST_RETRY_AFTER_MS = 120_000;

/** A login that is refused once may be a mistake; one that is refused for this long is refused for good. */
const LOGIN_PATIENCE_MS = 30_000;

/** Rule 7: the last question, at the deadline, may take this long with all its repetitions. */
const LAST_ANSWER_MS = 10_000;
const LAST_PAUSE_MS = 1_000;

/**
 * The function that it returns asks once; at the deadline, it asks until the service has answered, because a connection
 * that breaks just then must not make a time-out of a training that is done.
 * @throws what `ask` throws, except for passing trouble; the signal's reason
 */
export function patientQuestion<T>(
  { ask, what }: Awaited<T>,
  run: WaitingRun,
): (timedOut: boolean) => Promise<Answer<T>> {
  const { clock, deadline, signal } = run;
  let noLoginSince: number | undefined;
  const once = async (mostMs: number): Promise<Answer<T>> => {
    try {
      const found = await ask(mostMs);
      noLoginSince = undefined;
      return { found, known: true, retryAfterMs: 0 };
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        throw error;
      }
      noLoginSince = error.unsent === 'for good' ? (noLoginSince ?? clock.now()) : undefined;
      const passes =
        noLoginSince === undefined ? error.transient : clock.now() - noLoginSince < LOGIN_PATIENCE_MS;
      if (!passes) {
        throw error;
      }
      warnOnce(what, error, run);
      const retryAfterMs = Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
      return { found: undefined, known: false, retryAfterMs };
    }
  };
  return async (timedOut) => {
    const until = timedOut ? clock.now() + LAST_ANSWER_MS : deadline.at;
    for (let pauseMs = LAST_PAUSE_MS; ; pauseMs *= 2) {
      const answer = await once(until - clock.now());
      if (answer.known || !timedOut || clock.now() + pauseMs >= until) {
        return answer;
      }
      await clock.sleep(pauseMs, signal);
    }
  };
}

function warnOnce(what: string, error: ServiceError, { report, warned }: WaitingRun): void {
  const title = 'Service could not be asked';
  if (!warned.has(title)) {
    warned.add(title);
    report.warning(title, [
      `Could not ask about ${what}: ${serviceTrouble(error)}.`,
      'Next: nothing for now, the run goes on and asks again; if it times out, see that the runner reaches the service, and run again.',
    ]);
  }
}
