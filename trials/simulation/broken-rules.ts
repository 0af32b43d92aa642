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
    change: own('if (ours !== undefined && !this.heard.has(message.id)) {', 'if (ours !== undefined) {'),
  },
  {
    rule: 1,
    what: 'a flood of forged messages makes one of questions',
    change: wait('const FALSE_ALARM_MS = 100;', 'const FALSE_ALARM_MS = 0;'),
    noticedBy: 'flood',
  },
  {
    rule: 1,
    what: 'only what is received is heard',
    change: inbox('fresh.push(...this.own.hear(view.messages));', ''),
  },
  {
    rule: 2,
    what: 'a message is believed',
    change: wait('if (answer.found !== undefined) {', 'if (answer.found !== undefined || byMessage) {'),
  },
  {
    rule: 2,
    what: 'a message ahead of the state is not followed up',
    change: wait('followUps = [now, ...FOLLOW_UP_MS.map((ms) => now + ms)];', 'followUps = [now];'),
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
    change: inbox('if (await this.clear(view, true, isDue, [], signal)) {', 'if (Date.now() < 0) {'),
    noticedBy: 'leftBehind',
  },
  {
    rule: 4,
    what: 'what is received along is not given back',
    change: receiving('await this.queue.release(message, fate);', ''),
  },
  {
    rule: 4,
    what: 'work is received a third time',
    change: receiving('const WORN_DEQUEUE_COUNT = 2;', 'const WORN_DEQUEUE_COUNT = 3;'),
  },
  {
    rule: 4,
    what: 'worn work that came along is risked again',
    change: receiving('isWorn(message) && this.disturbed.has(message.id)', "message.id === ''"),
  },
  {
    rule: 4,
    what: 'any number in front is disturbed',
    change: inbox('const MOST_IN_FRONT = 8;', 'const MOST_IN_FRONT = 31;'),
  },
  {
    rule: 4,
    what: 'a crash holds foreign messages for a minute',
    change: receiving('const HOLD_SECONDS = 5;', 'const HOLD_SECONDS = 60;'),
  },
  {
    rule: 5,
    what: 'notifications are unclaimed at first sight',
    change: sightings('const UNCLAIMED_AFTER_MS = 30_000;', 'const UNCLAIMED_AFTER_MS = 0;'),
  },
  {
    rule: 5,
    what: 'work is put aside as well',
    change: sightings('if (parseNotification(message.text) === undefined) {', "if (message.id === '') {"),
  },
  {
    rule: 5,
    what: 'old notifications are hidden for a day',
    change: sightings('const MOST_HIDDEN_MS = 60 * 60_000;', 'const MOST_HIDDEN_MS = 1_440 * 60_000;'),
  },
  {
    rule: 5,
    what: 'a message is hidden past its expiry',
    change: sightings('const life = expiresAt - this.queueTime - 5_000;', 'const life = expiresAt;'),
  },
  {
    rule: 5,
    what: 'the smaller role puts aside again and again',
    change: receiving('this.mayUpdate = false;', ''),
  },
  {
    rule: 5,
    what: 'nothing is put aside',
    change: inbox('if (leading === 0) {', 'if (leading >= 0) {'),
    noticedBy: 'stale',
  },
  {
    rule: 5,
    what: 'what nobody claims is given back at once',
    change: inbox('? this.sightings.hideSeconds(message) : 0', '? 0 : 0'),
    noticedBy: 'staleReceived',
  },
  {
    rule: 6,
    what: 'a blocked run does not ask',
    change: wait('inbox.blockedSince === undefined', 'inbox.proven !== undefined'),
    noticedBy: 'behindWork',
  },
  {
    rule: 6,
    what: 'blocked runs ask in step',
    change: wait('reconcileMs ?? Infinity) * (0.5 + random)', 'reconcileMs ?? Infinity)'),
    noticedBy: 'inStep',
  },
  {
    rule: 7,
    what: 'silence is no reason to ask',
    change: wait('const FIRST_QUESTION_MS = 120_000;', 'const FIRST_QUESTION_MS = Infinity;'),
    noticedBy: 'lost',
  },
  {
    rule: 7,
    what: 'a time-out is declared without a last question',
    change: wait('if (timedOut || now >=', 'if (now >='),
  },
  {
    rule: 7,
    what: 'the service is asked too often',
    change: wait('const SHORTEST_SILENCE_MS = 60_000;', 'const SHORTEST_SILENCE_MS = 5_000;'),
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
    change: inbox('await this.take(index + 1, isDue', 'await this.take(32, isDue'),
  },
  {
    rule: 9,
    what: 'the whole view is received to put some aside',
    change: inbox('await this.take(leading, ', 'await this.take(view.messages.length, '),
  },
];

function inbox(from: string, to: string): Change {
  return { file: 'inbox', from, to };
}

function own(from: string, to: string): Change {
  return { file: 'own-messages', from, to };
}

function wait(from: string, to: string): Change {
  return { file: 'wait', from, to };
}

function receiving(from: string, to: string): Change {
  return { file: 'receiver', from, to };
}

function sightings(from: string, to: string): Change {
  return { file: 'unclaimed', from, to };
}

function pace(from: string, to: string): Change {
  return { file: 'pace', from, to };
}
