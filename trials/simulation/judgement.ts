/**
 * Whether a wait came to the right end, in time, and with no more looks and questions than the rules allow.
 */
import { mostLooks, mostQuestions, mostSilenceMs } from './bounds.ts';
import type { Activity } from './simulated-service.ts';

/** What one wait came to. Times in milliseconds. */
export interface WaitRecord {
  readonly outcome: 'ended' | 'timed-out' | 'cancelled' | 'broken';
  readonly waitedMs: number;
  readonly questions: number;
  readonly looks: number;
  /** From when it had ended, and the wait had begun, to the end of the wait; `null` if it did not find the end. */
  readonly sinceEndMs: number | null;
  /** From when that was so and a message of it was there as well; `null` without a message. */
  readonly sinceToldMs: number | null;
  /** The message was there before the end. */
  readonly early: boolean;
  /** A crowd hid at some time what is behind it. */
  readonly blocked: boolean;
}

/** What a wait has asked the service. */
export interface Asked {
  questions: number;
  /** Of them after the deadline. */
  late: number;
  /** Whether it had ended, by the last answer; `undefined` if the last question was not answered. */
  lastWord: boolean | undefined;
  /** Some question was not answered. */
  unanswered: boolean;
}

interface Wait {
  readonly outcome: WaitRecord['outcome'];
  readonly activity: Activity;
  readonly began: number;
  readonly now: number;
  readonly asked: Asked;
  /** Past the deadline. */
  readonly overtimeMs: number;
  readonly sinceCancelMs: number;
  readonly heard: number;
  /** By all waits of the run while this one went on. */
  readonly looks: number;
  readonly questionsOfAll: number;
  readonly blocked: boolean;
  readonly doubted: boolean;
  readonly viewsWereFull: boolean;
  readonly reconcileMs: number | null;
}

/** One look may hang, and an answer to the last question is waited for 10 s. */
const OVERTIME_MS = 60_000;
/** The last question is asked again while nothing answers. */
const MOST_LATE = 4;
/** A give-back that is under way when the run is cancelled may take so long. */
const LETTING_GO_MS = 1_100;

export function judged(wait: Wait, object: (what: string) => void): WaitRecord {
  const { outcome, activity, began, now, asked, looks, blocked, doubted, reconcileMs } = wait;
  const { questions, late, lastWord, unanswered } = asked;
  const { type } = activity.subject;
  const waitedMs = now - began;
  if (outcome === 'broken' || (outcome === 'timed-out' && (lastWord === true || late === 0))) {
    object(
      `${type} ${outcome}: the last word of the service was ${String(lastWord)}, asked ${late} times after the deadline`,
    );
  }
  if (late > (unanswered ? MOST_LATE : 1) || wait.overtimeMs > OVERTIME_MS) {
    object(`asked ${late} times after the deadline, and was over ${wait.overtimeMs} ms after it`);
  }
  if (outcome === 'cancelled' && wait.sinceCancelMs > LETTING_GO_MS) {
    object(`went on for ${wait.sinceCancelMs} ms after it was cancelled`);
  }
  const doubtful = doubted || unanswered;
  const most = mostQuestions({ waitedMs, heard: wait.heard, blocked, doubtful, reconcileMs });
  if (questions - Math.max(0, late - 1) > most) {
    object(`asked ${questions} times, at most ${most} are allowed`);
  }
  const mostLooked = mostLooks(waitedMs, wait.questionsOfAll);
  if (!doubted && !wait.viewsWereFull && looks > mostLooked) {
    object(`looked ${looks} times in ${waitedMs} ms, at most ${mostLooked} are allowed`);
  }
  const since = Math.max(began, activity.endsAt);
  const sinceEndMs = outcome === 'ended' ? now - since : null;
  if (sinceEndMs !== null && !unanswered && reconcileMs !== null && sinceEndMs > mostSilenceMs(waitedMs)) {
    object(`found the end after ${sinceEndMs} ms`);
  }
  const told = activity.toldAt < Infinity && activity.endsAt > began;
  return {
    outcome,
    waitedMs,
    questions,
    looks,
    sinceEndMs,
    sinceToldMs: sinceEndMs !== null && told ? Math.max(0, now - Math.max(since, activity.toldAt)) : null,
    early: activity.toldAt < activity.endsAt,
    blocked,
  };
}
