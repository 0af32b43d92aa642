/**
 * Waiting for a training or an export to end: a notification wakes us, the service's state decides.
 *
 * A message only means "look now"; one read of the service is the truth, so a lost, late, early, doubled or forged
 * message can delay a run but never make it wrong. While the queue is silent the service is asked at growing
 * intervals all the same, and once more before a time-out is declared.
 */
import { type Clock, type Deadline, formatDuration } from '../time/clock.ts';
import { Failure } from '../report/failure.ts';
import { serviceTrouble } from '../custom-vision/service-error.ts';
import { ServiceError } from '../custom-vision/service-error.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Inbox } from './inbox.ts';
import type { Notification } from './notification.ts';
import type { Report } from '../report/report.ts';

export interface Awaited<T> {
  /** What is waited for, as in "the training of iteration …". */
  readonly what: string;
  readonly isOurs: (notification: Notification) => boolean;
  /** Reads the service, and waits at most so long for its answer. @returns `undefined` while it has not ended */
  readonly ask: (mostMs: number) => Promise<T | undefined>;
  /**
   * When it began, at the earliest: nobody has waited for it for longer. In milliseconds since the epoch; default: now.
   */
  readonly since?: number | undefined;
  /** How long such a thing took before, if that is known. */
  readonly usualMs?: number | undefined;
}

/** What a wait needs of the run that it is a step of. */
export interface WaitingRun {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  readonly report: Report;
  /** 0–1: spreads the looks and questions of many runs. */
  readonly random: () => number;
  /** At most this long between two questions while the queue is silent; `null`: none are asked for silence alone. */
  readonly reconcileMs: number | null;
  /** Titles of the warnings that one wait of the run has given for all of them. */
  readonly warned: Set<string>;
}

/** The message may be ahead of the state: how long after it the service is read again. */
const FOLLOW_UP_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

/** Each message that meant nothing puts off the question after the next one by so much more: a flood must not make one. */
const FALSE_ALARM_MS = 100;
const LONGEST_FALSE_ALARM_MS = 30_000;

/** Of what the service asks for: a message may come earlier. */
const LONGEST_RETRY_AFTER_MS = 120_000;

/** A login that is refused for so long, question after question, is refused for good: once may be a mistake. */
const LOGIN_PATIENCE_MS = 30_000;

const FIRST_QUESTION_MS = 120_000;
const SHORTEST_SILENCE_MS = 60_000;
const SHORTEST_BLOCKED_MS = 30_000;

/** A question that is under way at the deadline is given up, and the last one gets so long. */
const LAST_ANSWER_MS = 10_000;
const LAST_PAUSE_MS = 1_000;

/**
 * Returns when `ask` first finds an end.
 * @throws Failure `timed-out` at the deadline; what `ask` throws, except for passing trouble; the signal's reason
 */
export async function waitFor<T>(awaited: Awaited<T>, run: WaitingRun): Promise<T> {
  const { inbox, clock, deadline, signal, report, random, reconcileMs } = run;
  const started = clock.now();
  const heartbeat = new Heartbeat(awaited.what, started, awaited.usualMs, report);
  const ask = askWithPatience(awaited, run);
  let followUps: number[] = [];
  let falseAlarms = 0;
  let notBefore = started;
  let lastAsked = started;
  let nextQuestion = started + silenceMs(null, !inbox.doubtful, reconcileMs, random());
  let patience = random();
  const mail = inbox.expect(awaited.isOurs, awaited.since);
  let lastLook = inbox.lookedAt;
  let pauseMs = 0;
  report.info(`Waiting for ${awaited.what}.`);

  for (;;) {
    // A look of another wait of this run serves this one as well.
    if (inbox.lookedAt === lastLook || clock.now() >= inbox.lookedAt + pauseMs) {
      await inbox.look(signal);
    }
    lastLook = inbox.lookedAt;
    const heard = mail.take();
    const now = clock.now();
    if (heard.length > 0) {
      inbox.proven = true;
      if (followUps.length === 0) {
        report.info(`A notification arrived after ${formatDuration(now - started)}.`);
      }
      followUps = [now, ...FOLLOW_UP_MS.map((ms) => now + ms)];
    }
    const byMessage = now >= (followUps[0] ?? Infinity);
    const timedOut = deadline.passed;
    const questionAt = (): number => {
      const blockedAt =
        inbox.blockedSince === undefined
          ? Infinity
          : Math.max(inbox.blockedSince, lastAsked) + blockedMs(now - started, reconcileMs, patience);
      return Math.max(notBefore, Math.min(followUps[0] ?? Infinity, nextQuestion, blockedAt));
    };
    if (timedOut || now >= questionAt()) {
      followUps = followUps.filter((at) => at > now);
      const answer = timedOut ? await lastAnswer(ask, run) : await ask(deadline.remainingMs());
      if (answer.found !== undefined) {
        inbox.proven &&= byMessage;
        return answer.found;
      }
      lastAsked = clock.now();
      // A new one each time: many runs that are blocked by the same crowd must not ask in step.
      patience = random();
      falseAlarms += byMessage ? 1 : 0;
      const restMs = Math.min(falseAlarms * FALSE_ALARM_MS, LONGEST_FALSE_ALARM_MS);
      notBefore = lastAsked + Math.max(restMs, answer.retryAfterMs);
      const sure = answer.known && !inbox.doubtful;
      nextQuestion = lastAsked + silenceMs(lastAsked - started, sure, reconcileMs, random());
    } else if (inbox.doubtful) {
      nextQuestion = Math.min(nextQuestion, now + SHORTEST_SILENCE_MS);
    }
    if (timedOut) {
      throw timeOut(`Waited ${formatDuration(clock.now() - started)} for ${awaited.what}`);
    }
    heartbeat.beat(clock.now());
    pauseMs = inbox.pace.pauseMs(clock.now() - started, random());
    const wake = Math.min(lastLook + pauseMs, questionAt(), deadline.at);
    const sleepMs = Math.max(0, wake - clock.now());
    const sight = inbox.takeSight();
    if (sight !== undefined) {
      report.debug(`queue: next look in ${Math.round(sleepMs)} ms; ${sight}`);
    }
    await mail.sleep(sleepMs, clock, signal);
  }
}

/**
 * How long the service is not asked though no message came: two minutes at first, then half the time waited so far,
 * at most `reconcileMs`; one minute while it is not sure that notifications arrive.
 * @param waitedMs the time waited when the service was last asked; `null` if it was not asked yet
 */
export function silenceMs(
  waitedMs: number | null,
  sure: boolean,
  reconcileMs: number | null,
  random: number,
): number {
  const patient = waitedMs === null ? FIRST_QUESTION_MS : Math.max(SHORTEST_SILENCE_MS, waitedMs / 2);
  const longest = sure ? Math.min(patient, reconcileMs ?? Infinity) : SHORTEST_SILENCE_MS;
  return (sure && reconcileMs === null ? Infinity : longest) * (0.8 + 0.4 * random);
}

/** How long the service is not asked while a crowd that is not ours hides what is behind it. */
export function blockedMs(waitedMs: number, reconcileMs: number | null, random: number): number {
  const patient = Math.max(SHORTEST_BLOCKED_MS, waitedMs / 10);
  return Math.min(patient, reconcileMs ?? Infinity) * (0.5 + random);
}

interface Answer<T> {
  readonly found: T | undefined;
  /** The service has answered. */
  readonly known: boolean;
  /** For so long it does not want to be asked again. */
  readonly retryAfterMs: number;
}

type Ask<T> = (mostMs: number) => Promise<Answer<T>>;

/** Of a training that is done, a connection that breaks just now must not make a time-out. */
async function lastAnswer<T>(ask: Ask<T>, { clock, signal }: WaitingRun): Promise<Answer<T>> {
  const until = clock.now() + LAST_ANSWER_MS;
  for (let pauseMs = LAST_PAUSE_MS; ; pauseMs *= 2) {
    const answer = await ask(until - clock.now());
    if (answer.known || clock.now() + pauseMs >= until) {
      return answer;
    }
    await clock.sleep(pauseMs, signal);
  }
}

/** A training goes on whatever the service's front door does: passing trouble means "not known yet". */
function askWithPatience<T>({ ask, what }: Awaited<T>, { clock, report, warned }: WaitingRun): Ask<T> {
  let noLoginSince: number | undefined;
  return async (mostMs) => {
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
      if (!warned.has('Service could not be asked')) {
        warned.add('Service could not be asked');
        report.warning('Service could not be asked', [
          `Could not ask about ${what}: ${serviceTrouble(error)}.`,
          'Next: nothing for now, the run goes on and asks again; if it times out, see that the runner reaches the service, and run again.',
        ]);
      }
      return {
        found: undefined,
        known: false,
        retryAfterMs: Math.min(error.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS),
      };
    }
  };
}

/** @param what was going on, such as "Waited 5 min for the training of …" */
export function timeOut(what: string): Failure {
  return new Failure('timed-out', 'Timed out', [
    `${what}, and timeout-minutes is used up. What was started at the service goes on.`,
    'Next: run the workflow again, it picks up where this run stopped; or raise timeout-minutes. With on-timeout: detach such a run ends green.',
  ]);
}
