/**
 * What is to be done for a run whose trainings have ended: a pure function of what GitHub says of its jobs. An attempt
 * that was there when a training ended has seen to it; one that ended before cannot have.
 */
import type { Annotation, Job } from '../github/workflow-runs.ts';
import type { Why } from './reasons.ts';
import type { Ended } from './run.ts';

const MINUTE_MS = 60_000;
/** The clocks of Azure and GitHub may differ by this much: what ended so close together says nothing by its time. */
const CLOCKS_MS = MINUTE_MS;
/** And this is how much they differ by most often, with what both leave of a second. */
const SECONDS_MS = 5_000;
/** GitHub runs no run again that is older. */
export const OLDEST_RUN_MS = 30 * 24 * 60 * MINUTE_MS;
/** GitHub allows 50; people need some for themselves. */
const MOST_ATTEMPTS = 40;
/** An export takes minutes: a run that left one so long ago can go on, though no message said so. */
const EXPORT_MS = 60 * MINUTE_MS;

/** The annotations with which a run of the root action leaves a training that goes on. */
const LEFT = /\b(?:Detached|Timed out)\b/;
/** GitHub's own words for a job that nobody ended by hand: its time was up, or its runner was lost. */
const OUT_OF_TIME = /exceeded the maximum execution time/;
const LOST = /lost communication with the server|received a shutdown signal/;

/** What the jobs of the latest attempt have said of themselves, by id; `null`: the token may not read that. */
export type Told = ReadonlyMap<string, readonly Annotation[]> | null;

export type Verdict =
  /** @property jobs those to be run again; none: it cannot be told, so the whole run */
  | { readonly kind: 'due'; readonly jobs: readonly Job[]; readonly why: Why }
  | { readonly kind: 'waiting' | 'given up' | 'delivered'; readonly why: Why }
  /** It takes what the jobs have said of themselves. */
  | { readonly kind: 'unclear' };

/** What holds for all trainings of a run, whichever job began them; `undefined`: each has to be looked at. */
export function ofRun(jobs: readonly Job[], now: number): Verdict | undefined {
  if (jobs.length === 0 || jobs.some(({ conclusion }) => conclusion === null)) {
    return { kind: 'waiting', why: 'run goes on' };
  }
  if (attemptOf(jobs) >= MOST_ATTEMPTS) {
    return { kind: 'given up', why: 'too many attempts' };
  }
  const began = Math.min(...jobs.map(({ startedAt }) => startedAt ?? Infinity));
  return now - began > OLDEST_RUN_MS ? { kind: 'given up', why: 'too old' } : undefined;
}

export function attemptOf(jobs: readonly Job[]): number {
  return Math.max(0, ...jobs.map(({ attempt }) => attempt));
}

/** The jobs that may have begun a training. */
export function candidates(jobs: readonly Job[]): readonly Job[] {
  return jobs.filter(({ conclusion }) => conclusion !== 'skipped');
}

/**
 * @param jobs of the latest attempt, all of them ended
 * @param told `undefined`: not read yet
 */
export function verdictOn(ended: Ended, jobs: readonly Job[], told: Told | undefined, now: number): Verdict {
  const all = candidates(jobs);
  const [only] = all;
  if (only !== undefined && all.length === 1 && isGood(only) && isBefore(only, ended)) {
    return { kind: 'due', jobs: [only], why: 'job' };
  }
  if (told === undefined) {
    return { kind: 'unclear' };
  }
  if (told === null) {
    return untold(ended, all);
  }
  const saying = (job: Job, says: (annotation: Annotation) => boolean): boolean =>
    told.get(job.id)?.some(says) === true;
  // Several jobs may wait for one training, each for a model of its own.
  const leavers = all.filter((job) =>
    saying(job, ({ title, message }) => LEFT.test(title) && message.includes(ended.iterationId)),
  );
  if (leavers.length > 0) {
    const due = leavers.filter((job) => hasEndedSince(job, ended, now));
    return due.length > 0 ? { kind: 'due', jobs: due, why: 'job' } : { kind: 'waiting', why: 'nothing new' };
  }
  // A runner may be lost after the training ended as well, while its job delivered; one out of time would be so again.
  const nobodySaw = all.filter(isGood).every((job) => isBefore(job, ended));
  const killed = all.filter((job) => {
    const says = (words: RegExp): boolean =>
      !isGood(job) && saying(job, ({ message }) => words.test(message));
    const isLate = job.conclusion === 'timed_out' || says(OUT_OF_TIME);
    return (isLate && isBefore(job, ended)) || (says(LOST) && nobodySaw);
  });
  return killed.length > 0
    ? { kind: 'due', jobs: killed, why: 'job' }
    : byConclusion(ended, all, 'whole run');
}

/** Nobody may say which job it was, or how it ended. */
function untold(ended: Ended, all: readonly Job[]): Verdict {
  const verdict = byConclusion(ended, all, 'whole run, for want of checks: read');
  return verdict.kind === 'due' ? verdict : { kind: 'given up', why: 'reason unknown' };
}

/** No job says that it has left the training. */
function byConclusion(ended: Ended, all: readonly Job[], why: Why): Verdict {
  if (all.every(isGood)) {
    return all.length > 0 && all.every((job) => isBefore(job, ended))
      ? { kind: 'due', jobs: [], why }
      : { kind: 'delivered', why: 'seen' };
  }
  const isCancelled = all.every((job) => isGood(job) || job.conclusion === 'cancelled');
  return { kind: 'given up', why: isCancelled ? 'cancelled' : 'failed' };
}

function isGood({ conclusion }: Job): boolean {
  return conclusion === 'success' || conclusion === 'neutral';
}

function isBefore({ completedAt }: Job, { endedAt }: Ended): boolean {
  return completedAt !== null && completedAt + CLOCKS_MS <= endedAt;
}

/** Whether anything has ended since a job left: the training, or what a message tells; or so long ago that it must have. */
function hasEndedSince({ startedAt, completedAt }: Job, { endedAt, heardAt }: Ended, now: number): boolean {
  const [from, to] = [startedAt ?? 0, completedAt ?? 0];
  return endedAt > to || (heardAt ?? 0) + SECONDS_MS > from || now - to > EXPORT_MS;
}
