/**
 * One time for all who take part in a test: the emulator, the storage emulator, the test itself and the actions that it
 * runs. It stands still while any of them has something to do, and goes on to the next moment at which something is to
 * happen when all of them only wait: a training of an hour takes no time, and a slow machine changes nothing.
 *
 * Start an emulator by `startTimedEmulator`, and `play` runs every action on its time. What the test does while an
 * action runs (`during`) happens at one moment as well: time passes only while it waits for a line of the log or the
 * end, for something else by `until`, for another action that it plays, or where it says so by `pass`, for requests
 * that nobody answers.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AzuriteOptions } from '../../../emulator/azurite.ts';
import { type Clock, ManualClock } from '../../../emulator/custom-vision/resource/clock.ts';
import type { RunningAction } from '../../../emulator/github/runner/runner.ts';
import type { Emulator } from '../../../emulator/emulator.ts';
import { BUILT_AZURITE } from '../../../trials/cheap-processes.ts';
import type { ActionFollower } from './followers.ts';
import { Hold, letPass } from './hold.ts';
import { Questions } from './questions.ts';
import { replaceDate } from './shifted-date.ts';
import { type Following, TimeServer } from './time-server.ts';

/** The runner's 7.5 s would be real ones, and pass on a slow machine while the action still does what it has to do. */
const NO_SECOND_SIGNAL = { interruptMs: 3_600_000, terminateMs: 1_000 };

/** What `play` needs to run an action on this time. */
export interface TimedAction extends Following {
  /** Takes steps while the action runs, with time held but for what they wait for. */
  during<T>(action: RunningAction, steps: (action: RunningAction) => Promise<T>): Promise<T>;
  /** Told when the action has ended. */
  ended(): void;
}

export class SharedTime implements Clock {
  /** What they have begun at a moment comes to its end before time goes on. */
  private readonly emulators = new Set<Pick<Emulator, 'service'>>();
  private readonly service = new ManualClock(Date.now());
  private readonly undoDate: () => void;
  private readonly followers: TimeServer;
  private readonly holds = new Set<Hold>();
  private readonly questions = new Questions(() => this.followers.actions.size > 0);
  private lastMove = Promise.resolve();
  private moving = false;
  private changed = false;

  private constructor(server: Server) {
    this.undoDate = replaceDate(() => this.now());
    this.followers = new TimeServer(
      server,
      () => this.now(),
      () => {
        this.move();
      },
    );
  }

  static async start(): Promise<SharedTime> {
    const server = createServer().listen(0, '127.0.0.1').unref();
    await once(server, 'listening');
    return new SharedTime(server);
  }

  now(): number {
    return this.service.now();
  }

  schedule(delayMs: number, action: () => void): () => void {
    return this.service.schedule(delayMs, action);
  }

  close(): void {
    this.service.close();
    this.undoDate();
    this.followers.close();
  }

  /** The clock of one of several emulators: what it has scheduled ends with it, and time goes on for the others. */
  part(): Clock {
    const scheduled = new Set<() => void>();
    const clock: Clock = {
      now: () => this.now(),
      schedule: (delayMs, action) => {
        const cancel = this.schedule(delayMs, () => {
          scheduled.delete(cancel);
          action();
        });
        scheduled.add(cancel);
        return cancel;
      },
      close: () => {
        for (const cancel of scheduled) cancel();
      },
    };
    return clock;
  }

  /** From now on, time waits for what this emulator does as well. @returns what ends that */
  waitFor(emulator: Pick<Emulator, 'service'>): () => void {
    this.emulators.add(emulator);
    return () => this.emulators.delete(emulator);
  }

  /** What a storage emulator is started with. */
  get storageOptions(): Pick<AzuriteOptions, 'script' | 'nodeOptions' | 'env'> {
    const { preload, env } = this.followers.follow('storage-time.ts');
    const { script, nodeOptions } = BUILT_AZURITE;
    return { script, nodeOptions: [...nodeOptions, '--import', preload], env };
  }

  /**
   * From now on, time waits for an action that is just started.
   * @param unanswered parts of the paths of requests that nobody answers, and for which it does not wait
   */
  expectAction(unanswered: readonly string[] = []): TimedAction {
    const { id, action: follower } = this.followers.expect();
    return {
      ...this.followers.follow('action-time.ts', {
        id,
        ...(unanswered.length > 0 && { unanswered: unanswered.join('|') }),
      }),
      during: async (action, steps) => {
        const hold = this.hold();
        try {
          return await hold.during(() => steps(this.heldAction(action, follower)));
        } finally {
          this.holds.delete(hold);
        }
      },
      ended: () => {
        this.followers.actions.delete(id);
        this.questions.ask();
        this.move();
      },
    };
  }

  /**
   * Lets time pass until something is so, and stays so, and stops there.
   * @throws Error if the last action has ended before
   */
  async until(isSo: () => boolean): Promise<void> {
    await letPass(this.questions.until(isSo));
  }

  /** Lets time pass for those as well that are busy: with a request, say, that nobody answers. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.now() + ms;
    while (this.now() < untilMs) {
      await this.moveTo(Math.min(untilMs, this.service.next ?? Infinity));
      for (const action of this.followers.actions.values()) {
        action.tell(this.now());
      }
      await nextTurn();
    }
  }

  /** Whether no action has anything to do. */
  allWait(): boolean {
    return ![...this.followers.actions.values()].some(({ dueMs }) => dueMs === undefined);
  }

  private hold(): Hold {
    const hold = new Hold(() => {
      this.move();
    });
    this.holds.add(hold);
    return hold;
  }

  /** The action, for steps that hold its time: waiting for it lets time pass. */
  private heldAction(action: RunningAction, follower: ActionFollower): RunningAction {
    // It has something to do now, whatever it waits for.
    const wake = (): void => {
      follower.tell(this.now());
    };
    return {
      pid: action.pid,
      get ended() {
        return letPass(action.ended);
      },
      log: () => action.log(),
      waitFor: (text) => letPass(action.waitFor(text)),
      signal: (name) => {
        action.signal(name);
        wake();
      },
      cancel: (delays = NO_SECOND_SIGNAL) => {
        const run = action.cancel(delays);
        wake();
        return letPass(run);
      },
    };
  }

  /** Goes on from moment to moment, as long as everybody only waits. */
  private move(): void {
    this.changed = true;
    if (!this.moving) {
      this.moving = true;
      void this.moveOn();
    }
  }

  private async moveOn(): Promise<void> {
    while (this.changed) {
      this.changed = false;
      // What an action has printed before it waited is read now, and what the test does then comes first.
      await nextTurn();
      await nextTurn();
      await this.settle();
      this.questions.ask();
      await nextTurn();
      const dueMs = this.followers.firstDue;
      if (dueMs !== undefined && this.allWait() && !this.isHeld()) {
        this.changed = true;
        await this.moveTo(Math.min(dueMs, this.service.next ?? Infinity));
        this.questions.ask();
        // What the test does at this moment comes first.
        await nextTurn();
        if (this.allWait() && !this.isHeld()) {
          this.followers.wakeDue();
        }
      }
    }
    this.moving = false;
  }

  private async settle(): Promise<void> {
    await Promise.all([...this.emulators].map(({ service }) => service.idle()));
  }

  private isHeld(): boolean {
    return [...this.holds].some((hold) => hold.holds);
  }

  /** Tells storage first: what the service sends at this moment is of this moment there as well. */
  private async moveTo(ms: number): Promise<void> {
    const last = this.lastMove;
    this.lastMove = (async (): Promise<void> => {
      await last;
      const toMs = Math.max(ms, this.now());
      await this.followers.tellStorages(toMs);
      this.service.advance(toMs - this.now());
      await this.settle();
    })();
    await this.lastMove;
  }
}
