/**
 * When a wait asks the service: after a notification, in silence, while a crowd blocks the view, and never before the
 * service wants to be asked again. A notification only means "ask now", the answer is the truth (rules 2, 6 and 7 of
 * docs/WAIT.md).
 */
import { formatDuration } from '../time/clock.ts';
import type { Answer, WaitingRun } from './awaited.ts';

/** Rule 2: the notification may be ahead of the state, so the wait asks again so long after it. */
const FOLLOW_UP_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

/**
 * Rule 2: each question that a notification caused in vain lengthens the pause before the next question, so that a flood
 * of forged notifications does not become a flood of questions.
 */
const REST_PER_VAIN_QUESTION_MS = 100;
const LONGEST_REST_MS = 30_000;

const FIRST_SILENCE_MS = 120_000;
const SHORTEST_SILENCE_MS = 60_000;
const SHORTEST_BLOCKED_MS = 30_000;

export class Questions {
  private readonly run: WaitingRun;
  private readonly started: number;
  /** When to ask because of a notification, the next first. */
  private followUps: number[] = [];
  private vainQuestions = 0;
  private lastAsked: number;
  /** The wait does not ask before this, whatever happens. */
  private notBefore = -Infinity;
  private silenceEnds: number;
  /** 0–1: how long this wait bears a blocked view. */
  private patience: number;

  constructor(run: WaitingRun) {
    const { inbox, clock, random, reconcileMs } = run;
    this.run = run;
    this.started = clock.now();
    this.lastAsked = this.started;
    this.silenceEnds = this.started + silenceMs(null, !inbox.doubtful, reconcileMs, random());
    this.patience = random();
  }

  /** Takes note of a look. @param heard whether it showed a notification that was not heard before */
  looked(heard: boolean): void {
    const { inbox, clock, report } = this.run;
    const now = clock.now();
    if (heard) {
      inbox.proven = true;
      if (this.followUps.length === 0) {
        report.info(`A notification arrived after ${formatDuration(now - this.started)}.`);
      }
      this.followUps = [now, ...FOLLOW_UP_MS.map((ms) => now + ms)];
    }
    if (inbox.doubtful) {
      this.silenceEnds = Math.min(this.silenceEnds, now + SHORTEST_SILENCE_MS);
    }
  }

  /** When to ask next, by the run's clock. */
  get dueAt(): number {
    return Math.max(this.notBefore, Math.min(this.followUpAt, this.silenceEnds, this.blockedUntil));
  }

  /**
   * Asks, and plans the next question by the answer.
   * @returns what was found
   */
  async ask<T>(question: () => Promise<Answer<T>>): Promise<T | undefined> {
    const { inbox, clock, random, reconcileMs } = this.run;
    const now = clock.now();
    const byNotification = now >= this.followUpAt;
    this.followUps = this.followUps.filter((at) => at > now);
    const { found, known, retryAfterMs } = await question();
    if (found !== undefined) {
      // Rule 7: a wait that ends without a notification makes it doubtful that notifications arrive.
      inbox.proven &&= byNotification;
      inbox.endedUnheard ||= !byNotification;
      return found;
    }
    this.lastAsked = clock.now();
    // Rule 6: drawn anew each time, so that runs that are blocked by the same crowd do not ask in step.
    this.patience = random();
    this.vainQuestions += byNotification ? 1 : 0;
    const restMs = Math.min(this.vainQuestions * REST_PER_VAIN_QUESTION_MS, LONGEST_REST_MS);
    this.notBefore = this.lastAsked + Math.max(restMs, retryAfterMs);
    const sure = known && !inbox.doubtful;
    this.silenceEnds = this.lastAsked + silenceMs(this.lastAsked - this.started, sure, reconcileMs, random());
    return undefined;
  }

  private get followUpAt(): number {
    return this.followUps[0] ?? Infinity;
  }

  private get blockedUntil(): number {
    const { inbox, clock, reconcileMs } = this.run;
    return inbox.blockedSince === undefined
      ? Infinity
      : Math.max(inbox.blockedSince, this.lastAsked) +
          blockedMs(clock.now() - this.started, reconcileMs, this.patience);
  }
}

/**
 * Rule 7: how long a wait bears silence before it asks: two minutes at first, then half the time waited so far, at most
 * `reconcileMs`; one minute while it is not sure that notifications arrive.
 * @param waitedMs the time waited when the service was last asked; `null` if it was not asked yet
 */
export function silenceMs(
  waitedMs: number | null,
  sure: boolean,
  reconcileMs: number | null,
  random: number,
): number {
  const patient = waitedMs === null ? FIRST_SILENCE_MS : Math.max(SHORTEST_SILENCE_MS, waitedMs / 2);
  const longest = sure ? Math.min(patient, reconcileMs ?? Infinity) : SHORTEST_SILENCE_MS;
  return (sure && reconcileMs === null ? Infinity : longest) * (0.8 + 0.4 * random);
}

/** Rule 6: how long a wait bears a crowd that hides what is behind it before it asks. */
export function blockedMs(waitedMs: number, reconcileMs: number | null, random: number): number {
  const patient = Math.max(SHORTEST_BLOCKED_MS, waitedMs / 10);
  return Math.min(patient, reconcileMs ?? Infinity) * (0.5 + random);
}
