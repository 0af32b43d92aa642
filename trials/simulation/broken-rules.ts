/**
 * The nine rules of the wait (docs/WAIT.md), each broken by some change of its code, and what has to notice that: an
 * objection of the simulation in some random world, or a figure that leaves its bound.
 */
import type { Change } from './mutant.ts';
import type { BoundName } from './scenes.ts';

export interface BrokenRule {
  readonly rule: number;
  readonly what: string;
  readonly change: Change;
  /** The figure that leaves its bound; without it, an objection notices. */
  readonly noticedBy?: BoundName;
}

export const BROKEN_RULES: readonly BrokenRule[] = [
  {
    rule: 1,
    what: 'a message wakes the run at each sight',
    change: own('&& !this.heard.has(id)) {', ') {'),
  },
  {
    rule: 1,
    what: 'a flood of forged messages causes a flood of questions',
    change: questions('const REST_PER_VAIN_QUESTION_MS = 100;', 'const REST_PER_VAIN_QUESTION_MS = 0;'),
    noticedBy: 'flood',
  },
  {
    rule: 1,
    what: 'a run hears only what it has received',
    change: inbox('this.hear(view.messages);', ''),
  },
  {
    rule: 2,
    what: 'a run believes a message without asking',
    change: wait(
      'questions.looked(subscription.take());',
      'if (subscription.take()) { return undefined; } questions.looked(false);',
    ),
  },
  {
    rule: 2,
    what: 'a run does not ask again after a message that was ahead of the state',
    change: questions('[now, ...FOLLOW_UP_MS.map((ms) => now + ms)]', '[now]'),
    noticedBy: 'early',
  },
  {
    rule: 3,
    what: 'a run deletes its message at first sight',
    change: own('const KEEP_MS = 10_000;', 'const KEEP_MS = 0;'),
  },
  {
    rule: 3,
    what: 'a run deletes its message at first sight, and others that wait for it miss it',
    change: own('const KEEP_MS = 10_000;', 'const KEEP_MS = 0;'),
    noticedBy: 'shared',
  },
  {
    rule: 3,
    what: 'at its end a run deletes its message at first sight',
    change: own(
      'return ours.firstSeen + longestPauseMs(now - Math.min(...began)) + LOOK_MS - now;',
      'return 0;',
    ),
  },
  {
    rule: 3,
    what: 'at its end a run deletes its message at first sight, and others that wait for it miss it',
    change: own(
      'return ours.firstSeen + longestPauseMs(now - Math.min(...began)) + LOOK_MS - now;',
      'return 0;',
    ),
    noticedBy: 'sharedEnd',
  },
  {
    rule: 3,
    what: 'a run deletes nothing at its end',
    change: inbox(
      'if (await this.receiver.clear(view, (message) => restMs(message) <= 0, signal, true)) {',
      'if (Date.now() < 0) {',
    ),
    noticedBy: 'leftBehind',
  },
  {
    rule: 4,
    what: 'a run does not give back what came along in a receive',
    change: receiver(
      'await this.queue.release(message, ours ? 0 : this.unclaimed.hideSeconds(message));',
      '',
    ),
  },
  {
    rule: 4,
    what: 'a run receives work a third time',
    change: receiver('const WORN_DEQUEUE_COUNT = 2;', 'const WORN_DEQUEUE_COUNT = 3;'),
  },
  {
    rule: 4,
    what: 'a run risks again to receive worn work that came along before',
    change: receiver('this.disturbed.has(message.id) && isWorn(message)', "message.id === ''"),
  },
  {
    rule: 4,
    what: 'a run receives any number of claimed messages in front of its own',
    change: receiver('const MOST_IN_FRONT = 8;', 'const MOST_IN_FRONT = 31;'),
  },
  {
    rule: 4,
    what: 'a crash of a run hides foreign messages for a minute',
    change: receiver('const HOLD_SECONDS = 5;', 'const HOLD_SECONDS = 60;'),
  },
  {
    rule: 5,
    what: 'a run takes notifications for unclaimed at first sight',
    change: unclaimed('const UNCLAIMED_AFTER_MS = 30_000;', 'const UNCLAIMED_AFTER_MS = 0;'),
  },
  {
    rule: 5,
    what: 'a run puts aside work as well',
    change: unclaimed('if (parseNotification(message.text) === undefined) {', "if (message.id === '') {"),
  },
  {
    rule: 5,
    what: 'a run hides old notifications for a day',
    change: unclaimed('const MOST_HIDDEN_MS = 60 * 60_000;', 'const MOST_HIDDEN_MS = 1_440 * 60_000;'),
  },
  {
    rule: 5,
    what: 'a run hides a message past its expiry',
    change: unclaimed(
      'const life = message.expiresAt - this.queueTime - 5_000;',
      'const life = message.expiresAt;',
    ),
  },
  {
    rule: 5,
    what: 'a run whose role may not update tries to put aside again and again',
    change: receiver('(this.mayUpdate && !updates.includes(false))', 'true'),
  },
  {
    rule: 5,
    what: 'a run puts nothing aside',
    change: receiver('return leading > 0 && ', 'return leading < 0 && '),
    noticedBy: 'stale',
  },
  {
    rule: 5,
    what: 'a run gives back at once what nobody claims',
    change: receiver('ours ? 0 : this.unclaimed.hideSeconds(message)', '0'),
    noticedBy: 'staleReceived',
  },
  {
    rule: 6,
    what: 'a blocked run does not ask',
    change: questions('inbox.blockedSince === undefined', 'inbox.proven !== undefined'),
    noticedBy: 'behindWork',
  },
  {
    rule: 6,
    what: 'blocked runs ask in step',
    change: questions('reconcileMs ?? Infinity) * (0.5 + random)', 'reconcileMs ?? Infinity)'),
    noticedBy: 'inStep',
  },
  {
    rule: 7,
    what: 'a run does not ask in silence',
    change: questions('const FIRST_SILENCE_MS = 120_000;', 'const FIRST_SILENCE_MS = Infinity;'),
    noticedBy: 'lost',
  },
  {
    rule: 7,
    what: 'a run times out without a last question',
    change: wait('if (timedOut || clock.now() >=', 'if (clock.now() >='),
  },
  {
    rule: 7,
    what: 'a run asks too often',
    change: questions('const SHORTEST_SILENCE_MS = 60_000;', 'const SHORTEST_SILENCE_MS = 5_000;'),
  },
  {
    rule: 8,
    what: 'a run looks ten times as often',
    change: pace('90 * Math.sqrt(', '9 * Math.sqrt('),
  },
  {
    rule: 8,
    what: 'throttling does not slow the looks',
    change: pace('Math.min(MOST_SLOWDOWN, 2 * this.slowdown)', '1'),
    noticedBy: 'throttledLooks',
  },
  {
    rule: 8,
    what: 'the pace never recovers',
    change: pace('0.9 * this.slowdown', '1 * this.slowdown'),
    noticedBy: 'recovered',
  },
  {
    rule: 8,
    what: 'a crowd that moves does not hurry the looks',
    change: pace('this.crowdMoves && !this.slowed ? SHORTEST_PAUSE_MS :', ''),
    noticedBy: 'moving',
  },
  {
    rule: 8,
    what: 'each wait of a run makes looks of its own',
    change: wait('clock.now() >= inbox.lookedAt + pauseMs', 'pauseMs >= 0'),
    noticedBy: 'sharedLooks',
  },
  {
    rule: 9,
    what: 'a run receives as many as possible to delete its own',
    change: receiver('await this.take(end, isDue', 'await this.take(32, isDue'),
  },
  {
    rule: 9,
    what: 'a run receives the whole view to put some aside',
    change: receiver('await this.take(leading, ', 'await this.take(view.messages.length, '),
  },
];

function inbox(from: string, to: string): Change {
  return { file: 'inbox', from, to };
}

function own(from: string, to: string): Change {
  return { file: 'own-messages', from, to };
}

function questions(from: string, to: string): Change {
  return { file: 'questions', from, to };
}

function wait(from: string, to: string): Change {
  return { file: 'wait', from, to };
}

function receiver(from: string, to: string): Change {
  return { file: 'receiver', from, to };
}

function unclaimed(from: string, to: string): Change {
  return { file: 'unclaimed', from, to };
}

function pace(from: string, to: string): Change {
  return { file: 'pace', from, to };
}
