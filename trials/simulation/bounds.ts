/**
 * How often a wait may look and ask, and how late it may be: computed from the rules alone.
 */
export interface Course {
  readonly waitedMs: number;
  /** Messages of ours that were heard during it. */
  readonly heard: number;
  /** The view was full without ours at some time. */
  readonly blocked: boolean;
  /** Notifications were in doubt, or the service out of reach, at some time. */
  readonly doubtful: boolean;
  readonly reconcileMs: number | null;
}

/** Seconds between two looks, before they are spread. */
const LEAST_PAUSE = 0.5;
const MOST_PAUSE = 5;
const PAUSE_PER_ROOT = 0.09;

const PER_MESSAGE = 7;
const LEAST_FACTOR = 0.8;
const MOST_FACTOR = 1.2;
const MINUTE_MS = 60_000;

/** The message's own questions and their follow-ups, those of silence, those of a crowd, and the two around the deadline. */
export function mostQuestions({ waitedMs, heard, blocked, doubtful, reconcileMs }: Course): number {
  const longest = reconcileMs ?? Infinity;
  let questions = 2 + PER_MESSAGE * heard;
  if (doubtful) {
    questions += 1 + waitedMs / (LEAST_FACTOR * MINUTE_MS);
  } else if (reconcileMs !== null) {
    let at = LEAST_FACTOR * Math.min(2 * MINUTE_MS, longest);
    for (; at <= waitedMs; questions += 1) {
      at += LEAST_FACTOR * Math.min(Math.max(MINUTE_MS, at / 2), longest);
    }
  }
  if (blocked) {
    for (let at = 0; at <= waitedMs; questions += 1) {
      at += 0.5 * Math.min(Math.max(MINUTE_MS / 2, at / 10), longest);
    }
  }
  return questions;
}

/** Between two looks of a wait that has lasted so long, if nothing slows it down. */
export function mostPauseMs(waitedMs: number): number {
  const seconds = PAUSE_PER_ROOT * Math.sqrt(Math.max(0, waitedMs) / 1_000);
  return MOST_FACTOR * 1_000 * Math.min(MOST_PAUSE, Math.max(LEAST_PAUSE, seconds));
}

/** Looks of a wait that no crowd has hurried, each question included, which begins with a look. */
export function mostLooks(waitedMs: number, questions: number): number {
  const seconds = waitedMs / 1_000;
  const floorEnds = (LEAST_PAUSE / PAUSE_PER_ROOT) ** 2;
  const ceilingBegins = (MOST_PAUSE / PAUSE_PER_ROOT) ** 2;
  const early = Math.min(seconds, floorEnds) / LEAST_PAUSE;
  const middle =
    (2 / PAUSE_PER_ROOT) *
    (Math.sqrt(Math.min(Math.max(seconds, floorEnds), ceilingBegins)) - Math.sqrt(floorEnds));
  const late = Math.max(0, seconds - ceilingBegins) / MOST_PAUSE;
  // Each pause is reckoned from its beginning, where the pace is a little faster.
  return 4 + questions + 1.02 * ((early + middle + late) / LEAST_FACTOR);
}

/** From the end to the answer that says so, where no message told; one look may take long. */
export function mostSilenceMs(waitedMs: number): number {
  return MOST_FACTOR * Math.max(2 * MINUTE_MS, waitedMs / 2) + 40_000;
}
