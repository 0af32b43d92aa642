/**
 * How often the queue is looked at. The cheapest pause after waiting t seconds is about 0.09·√t seconds: requests cost
 * against runner seconds. Throttling and other trouble slow it down; a crowd that moves makes it hurry.
 */
import type { View } from './queue.ts';

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const LONGEST_SLOW_PAUSE_MS = 30_000;
const MOST_SLOWDOWN = 32;

export class Pace {
  private slowdown = 1;
  /** The first message of the last view, if that was full. */
  private frontOfCrowd: string | undefined;
  private crowdMoves = false;

  /** The queue gave trouble lately. */
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
   * How long to wait before the next look.
   * @param random 0–1, spreads the looks of many runs
   */
  pauseMs(waitedMs: number, random: number): number {
    const ideal = this.crowdMoves && !this.slowed ? 0 : 90 * Math.sqrt(waitedMs / 1_000);
    const pause = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, ideal)) * (0.8 + 0.4 * random);
    return Math.min(LONGEST_SLOW_PAUSE_MS, pause * this.slowdown);
  }
}
