/**
 * Each rule of the wait, switched off or broken by one change of its code, and what has to notice it: an objection in
 * some random world, or a figure that leaves its bound.
 */
import type { Change } from './mutant.ts';
import type { BoundName } from './scenes.ts';

export interface BrokenRule {
  readonly rule: number;
  readonly what: string;
  readonly change: Change;
  /** Without it: an objection. */
  readonly noticedBy?: BoundName;
}

export const BROKEN_RULES: readonly BrokenRule[] = [
  {
    rule: 1,
    what: 'a message wakes at each sight',
    change: own('&& !this.heard.has(id)) {', ') {'),
  },
  {
    rule: 1,
    what: 'a flood of forged messages makes one of questions',
    change: questions('const REST_PER_VAIN_QUESTION_MS = 100;', 'const REST_PER_VAIN_QUESTION_MS = 0;'),
    noticedBy: 'flood',
  },
  {
    rule: 1,
    what: 'only what is received is heard',
    change: inbox('this.own.hear(view.messages);', ''),
  },
  {
    rule: 2,
    what: 'a message is believed',
    change: wait(
      'questions.looked(subscription.take().length > 0);',
      'if (subscription.take().length > 0) { return undefined; } questions.looked(false);',
    ),
  },
  {
    rule: 2,
    what: 'a message ahead of the state is not followed up',
    change: questions('[now, ...FOLLOW_UP_MS.map((ms) => now + ms)]', '[now]'),
    noticedBy: 'early',
  },
  {
    rule: 3,
    what: 'ours is cleared at once',
    change: own('const KEEP_MS = 10_000;', 'const KEEP_MS = 0;'),
  },
  {
    rule: 3,
    what: 'ours is cleared at once, and co-waiters miss it',
    change: own('const KEEP_MS = 10_000;', 'const KEEP_MS = 0;'),
    noticedBy: 'shared',
  },
  {
    rule: 3,
    what: 'at the end ours is cleared at once',
    change: own('return firstSeen + longestPauseMs(waitedMs) + LOOK_MS - now;', 'return 0;'),
  },
  {
    rule: 3,
    what: 'at the end ours is cleared at once, and co-waiters miss it',
    change: own('return firstSeen + longestPauseMs(waitedMs) + LOOK_MS - now;', 'return 0;'),
    noticedBy: 'sharedEnd',
  },
  {
    rule: 3,
    what: 'nothing is cleared at the end of the run',
    change: inbox(
      'if (await this.receiver.clear(view, (message) => restMs(message) <= 0, signal, true)) {',
      'if (Date.now() < 0) {',
    ),
    noticedBy: 'leftBehind',
  },
  {
    rule: 4,
    what: 'what is received along is not given back',
    change: receiver(
      'await this.queue.release(message, ours ? 0 : this.unclaimed.hideSeconds(message));',
      '',
    ),
  },
  {
    rule: 4,
    what: 'work is received a third time',
    change: receiver('const WORN_DEQUEUE_COUNT = 2;', 'const WORN_DEQUEUE_COUNT = 3;'),
  },
  {
    rule: 4,
    what: 'worn work that came along is risked again',
    change: receiver('isWorn(message) && this.disturbed.has(message.id)', "message.id === ''"),
  },
  {
    rule: 4,
    what: 'any number in front is disturbed',
    change: receiver('const MOST_IN_FRONT = 8;', 'const MOST_IN_FRONT = 31;'),
  },
  {
    rule: 4,
    what: 'a crash holds foreign messages for a minute',
    change: receiver('const HOLD_SECONDS = 5;', 'const HOLD_SECONDS = 60;'),
  },
  {
    rule: 5,
    what: 'notifications are unclaimed at first sight',
    change: unclaimed('const UNCLAIMED_AFTER_MS = 30_000;', 'const UNCLAIMED_AFTER_MS = 0;'),
  },
  {
    rule: 5,
    what: 'work is put aside as well',
    change: unclaimed('if (parseNotification(message.text) === undefined) {', "if (message.id === '') {"),
  },
  {
    rule: 5,
    what: 'old notifications are hidden for a day',
    change: unclaimed('const MOST_HIDDEN_MS = 60 * 60_000;', 'const MOST_HIDDEN_MS = 1_440 * 60_000;'),
  },
  {
    rule: 5,
    what: 'a message is hidden past its expiry',
    change: unclaimed(
      'const life = message.expiresAt - this.queueTime - 5_000;',
      'const life = message.expiresAt;',
    ),
  },
  {
    rule: 5,
    what: 'the smaller role puts aside again and again',
    change: receiver('this.mayUpdate = false;', ''),
  },
  {
    rule: 5,
    what: 'nothing is put aside',
    change: receiver('return leading > 0 && ', 'return leading < 0 && '),
    noticedBy: 'stale',
  },
  {
    rule: 5,
    what: 'what nobody claims is given back at once',
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
    what: 'silence is no reason to ask',
    change: questions('const FIRST_SILENCE_MS = 120_000;', 'const FIRST_SILENCE_MS = Infinity;'),
    noticedBy: 'lost',
  },
  {
    rule: 7,
    what: 'a time-out is declared without a last question',
    change: wait('if (timedOut || clock.now() >=', 'if (clock.now() >='),
  },
  {
    rule: 7,
    what: 'the service is asked too often',
    change: questions('const SHORTEST_SILENCE_MS = 60_000;', 'const SHORTEST_SILENCE_MS = 5_000;'),
  },
  {
    rule: 8,
    what: 'looks are ten times as frequent',
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
    what: 'as many as possible are received to clear ours',
    change: receiver('await this.take(index + 1, isDue', 'await this.take(32, isDue'),
  },
  {
    rule: 9,
    what: 'the whole view is received to put some aside',
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
