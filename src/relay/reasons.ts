/**
 * What the relay says of a training that has ended, by what came of it; and what somebody can do where it does nothing.
 */
import { counted } from '../report/counted.ts';

interface Reason {
  readonly text: string;
  /** Goes on after "Next: ". */
  readonly next?: string;
}

export type Why =
  keyof typeof OF_RESUMED | keyof typeof OF_WAITING | keyof typeof OF_GIVEN_UP | keyof typeof OF_DELIVERED;

const OF_RESUMED = {
  job: { text: 'The job that left it is run again, and the jobs that depend on it.' },
  'whole run': { text: 'The whole run is run again.' },
  'whole run, for want of checks: read': {
    text: 'The whole run is run again: without checks: read in the permissions of this job it cannot be told which job left it.',
  },
} as const satisfies Record<string, Reason>;

/** The next sweep sees to it. */
const OF_WAITING = {
  'dry run': { text: 'A run without dry-run would run it again.' },
  'training goes on': { text: 'The message was ahead of the service, which still trains it.' },
  'run goes on': {
    text: 'The run is queued, runs, or waits for a reviewer: this attempt delivers it, or leaves it again.',
  },
  'nothing new': {
    text: 'The run has left it again after the training ended, and nothing has ended since.',
  },
  'most-reruns': { text: 'This sweep has run as many runs again as most-reruns allows.' },
  time: { text: 'This sweep has taken eight minutes, and its job may soon end.' },
  'rate limit': { text: 'GitHub’s rate limit is used up for now.' },
  'service in trouble': { text: 'The service could not be asked.' },
  'GitHub in trouble': { text: 'GitHub gave no answer that tells.' },
} as const satisfies Record<string, Reason>;

/** Somebody has to do something, if anything is wanted. */
const OF_GIVEN_UP = {
  unnamed: {
    text: 'No run has given it its name: it was trained by hand, or by a run that was killed before that.',
    next: 'to deliver it, start the workflow with this iteration-id',
  },
  'no such run': { text: 'This repository has no such run: it was deleted, or it is another repository’s.' },
  'too old': {
    text: 'The run is more than 30 days old, and GitHub runs it no more.',
    next: 'start the workflow anew, with this iteration-id',
  },
  'too many attempts': {
    text: 'The run has had 40 attempts, and GitHub allows 50.',
    next: 'see in the run why none of them delivers; then start the workflow anew, with this iteration-id',
  },
  failed: {
    text: 'The run has failed for a reason of its own.',
    next: 'see in the run why, and run it again by hand',
  },
  cancelled: {
    text: 'Somebody has cancelled the run.',
    next: 'to deliver it after all, run it again by hand',
  },
  'reason unknown': {
    text: 'Without checks: read in the permissions of this job it cannot be told how the run ended.',
    next: 'add checks: read to the permissions of this job, or run it again by hand',
  },
  'service refuses': {
    text: 'The service refuses to tell of it.',
    next: 'see that the key or the identity of the relay may read the projects whose messages stand on this queue',
  },
  'no turn': {
    text: 'In this sweep its run had no turn, by GitHub’s limits or most-reruns, and in a later one it may have none.',
    next: 'see whether the run still waits for its model, and run it again by hand; where sweeps say so again and again, let fewer messages of others stand on the queue',
  },
  refused: {
    text: 'GitHub refuses to run it again.',
    next: 'see what GitHub says, and run it again by hand; or start the workflow with this iteration-id',
  },
} as const satisfies Record<string, Reason>;

const OF_DELIVERED = {
  seen: { text: 'An attempt of the run was there when the training ended.' },
  'no iteration': { text: 'The service has no such iteration: it was deleted, or the message is forged.' },
} as const satisfies Record<string, Reason>;

export const REASONS: Readonly<Record<Why, Reason>> = {
  ...OF_RESUMED,
  ...OF_WAITING,
  ...OF_GIVEN_UP,
  ...OF_DELIVERED,
};

/** In one line, for they may be a thousand, and most were delivered: only GitHub could not be asked about them. */
export function turnless(count: number): string {
  return `${counted(count, 'training')} had no turn in this sweep, by GitHub’s limits or most-reruns, and may have none later: the output given-up names them. Most runs of such trainings have delivered them.`;
}

/** `Next: …` lines for all of them, each once. */
export function nextSteps(all: readonly Why[]): string[] {
  const steps = all.flatMap((why) => REASONS[why].next ?? []);
  return [...new Set(steps)].map((next) => `Next: ${next}.`);
}
