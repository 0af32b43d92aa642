/**
 * Preloaded into the action's process, with `FOLLOWED_TIME=port=…&now=…&id=…` in its environment: its time stands still while it has
 * anything to do, however long that takes this machine, and goes on to its next timer when it has nothing left to do
 * but to wait. So no limit on a request is ever hit by a slow machine, and no pause takes longer than it must.
 *
 * Node says `beforeExit` when nothing keeps the process alive: no request, file, process or name that is asked for, and
 * no timer of its own. At that moment the action tells the test's clock until when it waits, and goes on when that
 * clock has come so far. With `&unanswered=PATTERN` it waits as well while nothing but requests is under way whose
 * paths match: of those, nobody expects an answer.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { markNaturalEnd } from '../natural-end-mark.ts';
import { replaceDate } from './shifted-date.ts';
import { listen, say } from './time-line.ts';
import { watchUnanswered } from './unanswered.ts';
import { VirtualTimer, VirtualTimers } from './virtual-timers.ts';

type Callback = (...given: unknown[]) => void;

const require = createRequire(import.meta.url);
/** As objects whose members can be replaced. */
const nodeTimers = require('node:timers') as Record<string, unknown>;
const nodePromises = require('node:timers/promises') as Record<string, unknown>;
const { setImmediate: nextTurn } = await import('node:timers/promises');
const known = { setInterval, clearTimeout, clearInterval };

/** How often it is seen whether requests are all that is under way. */
const LOOK_PAUSE_MS = 20;

const given = new URLSearchParams(process.env.FOLLOWED_TIME);
const timers = new VirtualTimers(Number(given.get('now')));

const cancelWith = (real: (timer: NodeJS.Timeout) => void) => (timer: unknown) => {
  if (timer instanceof VirtualTimer || typeof timer !== 'object') {
    timers.cancel(timer);
  } else if (timer !== null) {
    // Of a part of Node that has taken the real one before.
    real(timer as NodeJS.Timeout);
  }
};

async function sleep<T>(
  ms?: number,
  value?: T,
  { signal, ref = true }: { signal?: AbortSignal; ref?: boolean } = {},
): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const aborted = (): void => {
    const facts = { name: 'AbortError', code: 'ABORT_ERR' };
    reject(Object.assign(new Error('The operation was aborted', { cause: signal?.reason }), facts));
  };
  if (signal?.aborted === true) {
    aborted();
  }
  signal?.addEventListener('abort', aborted, { once: true });
  const timer = timers.start(resolve as Callback, ms, [], false);
  if (!ref) {
    timer.unref();
  }
  try {
    await promise;
    return value;
  } finally {
    timer.close();
    signal?.removeEventListener('abort', aborted);
  }
}

function abortsAfter(ms: number): AbortSignal {
  const late = new AbortController();
  const abort = (): void => {
    late.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  };
  timers.start(abort, ms, [], false).unref();
  return late.signal;
}

const replaced = {
  setTimeout: Object.assign(
    (callback: Callback, ms?: unknown, ...args: unknown[]) => timers.start(callback, ms, args, false),
    { [promisify.custom]: sleep },
  ),
  setInterval: (callback: Callback, ms?: unknown, ...args: unknown[]) =>
    timers.start(callback, ms, args, true),
  clearTimeout: cancelWith(known.clearTimeout),
  clearInterval: cancelWith(known.clearInterval),
};
Object.assign(globalThis, replaced);
Object.assign(nodeTimers, replaced);
Object.assign(nodePromises, { setTimeout: sleep });
Object.assign(AbortSignal, { timeout: abortsAfter });
Object.assign(performance, { now: () => timers.now - performance.timeOrigin });
syncBuiltinESMExports();
replaceDate(() => timers.now);

const line = connect(Number(given.get('port')), '127.0.0.1');
let seen = '0';
let waits = false;
line.unref();
line.setNoDelay();
listen(line, ([, time, sequence = '']) => {
  seen = sequence;
  waits = false;
  line.unref();
  // What has come with it on other connections, such as their end, is seen first.
  void nextTurn().then(() => timers.advanceTo(Number(time), nextTurn));
});
say(line, 'action', given.get('id') ?? '');

function waitUntil(dueMs: number): void {
  if (!line.destroyed) {
    waits = true;
    line.ref();
    say(line, 'idle', dueMs, seen);
  }
}

let lookedOnce = false;
process.on('beforeExit', () => {
  const dueMs = timers.firstHeld;
  if (dueMs === undefined) {
    markNaturalEnd();
  } else if (lookedOnce) {
    lookedOnce = false;
    waitUntil(dueMs);
  } else {
    // Node sees a signal that came with the last message only when it looks for events once more.
    lookedOnce = true;
    void nextTurn();
  }
});

const silent = given.get('unanswered');
if (silent !== null) {
  const isIdle = watchUnanswered(new RegExp(silent));
  const waitsForNothingElse = (): boolean => !waits && timers.first !== undefined && isIdle();
  known
    .setInterval(() => {
      if (waitsForNothingElse()) {
        // As above: a signal may have come.
        void nextTurn().then(() => {
          if (waitsForNothingElse()) {
            waitUntil(timers.first ?? Infinity);
          }
        });
      }
    }, LOOK_PAUSE_MS)
    .unref();
}
