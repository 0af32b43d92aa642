/**
 * Waits for a training or an export to end: a notification wakes the run, the service's state decides. The wait keeps
 * the nine rules of docs/WAIT.md.
 */
import { formatDuration } from '../time/clock.ts';
import { type Awaited, type Overdue, patientQuestion, type WaitingRun } from './awaited.ts';
import { Failure } from '../report/failure.ts';
import { heartbeat } from './heartbeat.ts';
import { Questions } from './questions.ts';

/**
 * Looks at the queue, hears what is ours, asks the service if a question is due, and sleeps.
 * @returns what `ask` first finds
 * @throws Failure `timed-out` at the deadline; what `ask` throws, except for passing trouble; the signal's reason
 */
export async function waitFor<T>(awaited: Awaited<T>, run: WaitingRun): Promise<T> {
  const { inbox, clock, deadline, signal, report, random } = run;
  const started = clock.now();
  const beat = heartbeat(awaited.what, awaited.usualMs, run);
  const tellOverdue = overdueWarning(awaited.overdue, run);
  const question = patientQuestion(awaited, run);
  const questions = new Questions(run);
  const subscription = inbox.expect(awaited.isOurs, awaited.since);
  let lastLook = inbox.lookedAt;
  let pauseMs = 0;
  report.info(`Waiting for ${awaited.what}.`);

  for (;;) {
    // Rule 8: a look of another wait of this run serves this one as well.
    if (inbox.lookedAt === lastLook || clock.now() >= inbox.lookedAt + pauseMs) {
      await inbox.look(signal);
    }
    lastLook = inbox.lookedAt;
    questions.looked(subscription.take());
    // Rule 7: the run asks once more before it declares a time-out.
    const timedOut = deadline.passed;
    if (timedOut || clock.now() >= questions.dueAt) {
      const found = await questions.ask(() => question(timedOut));
      if (found !== undefined) {
        subscription.ended = true;
        return found;
      }
    }
    tellOverdue();
    if (timedOut) {
      throw timeOut(`Waited ${formatDuration(clock.now() - started)} for ${awaited.what}`);
    }
    beat();
    pauseMs = inbox.pace.pauseMs(clock.now() - started, random());
    const wakeAt = Math.min(lastLook + pauseMs, questions.dueAt, deadline.at);
    const sleepMs = Math.max(0, wakeAt - clock.now());
    inbox.tellSight(sleepMs, report);
    await subscription.sleep(sleepMs, clock, signal);
  }
}

/** @returns a function that warns, once, if what is awaited runs for longer than it can */
function overdueWarning(overdue: Overdue | undefined, { clock, report }: WaitingRun): () => void {
  let due = overdue;
  return () => {
    const now = clock.now();
    if (due !== undefined && now >= due.at) {
      report.warning(due.heading, due.lines(now));
      due = undefined;
    }
  };
}

/** How its message ends. A run that detaches ends as its user wanted, so it says nothing of how to. */
const NEXT = 'Next: run the workflow again, it picks up where this run stopped';
const AFTER_TIME_OUT = `${NEXT}; or raise timeout-minutes. With on-timeout: detach such a run ends green.`;

/** The same end of a run, as `on-timeout: detach` tells it. */
export function detached({ status, headings, message, cause }: Failure): Failure {
  return new Failure(status, headings, [message.replaceAll(AFTER_TIME_OUT, `${NEXT}.`)], { cause });
}

/** @param what was going on, such as "Waited 5 min for the training of …" */
export function timeOut(what: string): Failure {
  return new Failure('timed-out', 'Timed out', [
    `${what}, and timeout-minutes is used up. What was started at the service goes on.`,
    AFTER_TIME_OUT,
  ]);
}
