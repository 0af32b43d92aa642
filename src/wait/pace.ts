/**
 * How often a run looks at the queue (rule 8 of docs/WAIT.md). After waiting t seconds, a pause of about 0.09·√t seconds
 * costs least: more looks cost requests, fewer cost seconds of the runner. Throttling and other trouble make the pauses
 * longer; a crowd that moves makes them short.
 */
import type { View } from '../storage/queue.ts';

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** A random share of the pause, by which it is longer or shorter. */
const SPREAD = 0.2;
const LONGEST_SLOW_PAUSE_MS = 30_000;
const MOST_SLOWDOWN = 32;

/** The longest pause between two looks of a wait that has lasted for `waitedMs`, if nothing slows it down. */
export function longestPauseMs(waitedMs: number): number {
  return idealMs(waitedMs) * (1 + SPREAD);
}

/** The pause before it is spread. */
function idealMs(waitedMs: number): number {
  const ideal = 90 * Math.sqrt(Math.max(0, waitedMs) / 1_000);
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, ideal));
}

export class Pace {
  private slowdown = 1;
  /** The first message of the last view, if that was full. */
  private frontOfCrowd: string | undefined;
  private crowdMoves = false;

  /** Whether the queue gave trouble lately. */
  get slowed(): boolean {
    return this.slowdown > 1;
  }

  looked(view: View): void {
    this.slowdown = Math.max(1, 0.9 * this.slowdown);
    const front = view.full ? view.messages[0]?.id : undefined;
    this.crowdMoves = this.frontOfCrowd !== undefined && front !== undefined && front !== this.frontOfCrowd;
    this.frontOfCrowd = front;
  }

  refused(): void {
    this.slowdown = Math.min(MOST_SLOWDOWN, 2 * this.slowdown);
  }

  /**
   * How long to pause before the next look.
   * @param random 0–1, spreads the looks of many runs
   */
  pauseMs(waitedMs: number, random: number): number {
    const ideal = this.crowdMoves && !this.slowed ? SHORTEST_PAUSE_MS : idealMs(waitedMs);
    const pause = ideal * (1 - SPREAD + 2 * SPREAD * random);
    return Math.min(LONGEST_SLOW_PAUSE_MS, pause * this.slowdown);
  }
}
