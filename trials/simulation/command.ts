/**
 * Plays as many worlds as wanted against the code of the wait, or of the relay, and says which seeds break a rule.
 *
 * npm run simulate -- --seeds N [--from S] [--minutes M] [--runs R]
 * npm run simulate -- --rules      which seed or figure notices each broken rule
 * npm run simulate -- --relay --seeds N [--from S] [--days D] [--trainings T]
 * npm run simulate -- --relay --rules
 */
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BROKEN_RULES } from './broken-rules.ts';
import { noticed, SHORT } from './inspection.ts';
import { mutantFolder } from './mutant.ts';
import { BROKEN_RELAY_RULES, noticedInRelay } from './relay/broken-relay-rules.ts';
import { RELAY } from './relay/relay-code.ts';
import { drawRelayWorld } from './relay/relay-plan.ts';
import { type RelayOutcome, simulateRelay } from './relay/simulate-relay.ts';
import type { SweepRecord } from './relay/sweeping.ts';
import { simulate } from './simulate.ts';
import { drawWorld } from './world-plan.ts';
import { Inbox } from '../../src/wait/inbox.ts';
import { waitFor } from '../../src/wait/wait.ts';

const BAR_LENGTH = 30;
const REDRAWN_EVERY_MS = 200;
const MOST_SHOWN = 5;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    minutes: { type: 'string', default: String(SHORT.minutes) },
    runs: { type: 'string', default: String(SHORT.runs) },
    relay: { type: 'boolean', default: false },
    days: { type: 'string', default: '5' },
    trainings: { type: 'string', default: '60' },
    rules: { type: 'boolean', default: false },
  },
});

/** One world, played. */
interface Played {
  readonly plan: { readonly seed: number };
  readonly objections: readonly string[];
  readonly tail: readonly string[];
  readonly virtualMs: number;
  /** Runs, or trainings. */
  readonly count: number;
  /** What else is summed up, by its name. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** What is played: a world for each seed, and how to see one of them again. */
interface Game {
  readonly counted: string;
  readonly options: string;
  readonly play: (seed: number) => Promise<Played>;
}

if (values.rules) {
  await showRules();
} else {
  await playSeeds(positive('from'), positive('seeds'), values.relay ? gameOfRelay() : gameOfWait());
}

function gameOfWait(): Game {
  const limits = { minutes: positive('minutes'), runs: positive('runs') };
  return {
    counted: 'runs',
    options: `--minutes ${limits.minutes} --runs ${limits.runs}`,
    play: async (seed) => {
      const outcome = await simulate(drawWorld(seed, limits), { Inbox, waitFor });
      return { ...outcome, count: outcome.plan.runs.length };
    },
  };
}

function gameOfRelay(): Game {
  const limits = { days: positive('days'), trainings: positive('trainings') };
  return {
    counted: 'trainings',
    options: `--relay --days ${limits.days} --trainings ${limits.trainings}`,
    play: async (seed) => {
      const outcome = await simulateRelay(drawRelayWorld(seed, limits), RELAY);
      return { ...outcome, count: outcome.trainings, figures: figuresOf(outcome) };
    },
  };
}

function figuresOf({ delivered, told, failed, sweeps }: RelayOutcome): Record<string, number> {
  const sent = (to: keyof SweepRecord['requests']): number =>
    sweeps.reduce((sum, { requests }) => sum + requests[to], 0);
  return {
    ...{ delivered, told, 'failed in their own run': failed, sweeps: sweeps.length },
    ...{
      'requests to GitHub': sent('github'),
      'to the service': sent('service'),
      'to the queue': sent('queue'),
    },
  };
}

function positive(name: 'seeds' | 'from' | 'minutes' | 'runs' | 'days' | 'trainings'): number {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new Error(`--${name} is ${values[name]}, expected a whole number from 1, such as --${name} 100`);
  }
  return number;
}

async function playSeeds(from: number, seeds: number, game: Game): Promise<void> {
  const began = performance.now();
  const bad: number[] = [];
  const figures = new Map<string, number>();
  let [count, virtualMs, drawnAt] = [0, 0, -Infinity];
  for (let done = 0; done < seeds; done += 1) {
    const played = await game.play(from + done);
    count += played.count;
    virtualMs += played.virtualMs;
    for (const [name, value] of Object.entries(played.figures ?? {})) {
      figures.set(name, (figures.get(name) ?? 0) + value);
    }
    if (played.objections.length > 0) {
      bad.push(played.plan.seed);
      if (bad.length <= MOST_SHOWN) {
        show(played, game.options);
      }
    }
    // What weak references point to is kept until the turn ends: gigabytes of signals, after many worlds.
    await turn();
    const now = performance.now();
    if (process.stderr.isTTY && now - drawnAt > REDRAWN_EVERY_MS) {
      drawnAt = now;
      draw(done + 1, seeds, (now - began) / 1_000, bad.length);
    }
  }
  const seconds = (performance.now() - began) / 1_000;
  if (process.stderr.isTTY) {
    process.stderr.write('\r\u001b[K');
  }
  console.log(
    `${seeds} worlds, ${count} ${game.counted}, ${(virtualMs / 3_600_000).toFixed(1)} virtual hours in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(1)} worlds a second): ${bad.length === 0 ? 'no rule broken' : `rules broken in ${bad.length} seeds: ${bad.slice(0, 50).join(', ')}`}`,
  );
  if (figures.size > 0) {
    console.log([...figures].map(([name, value]) => `${value} ${name}`).join(', '));
  }
  process.exitCode = bad.length === 0 ? 0 : 1;
}

function show({ plan, objections, tail }: Played, options: string): void {
  console.log(
    [
      `\nSeed ${plan.seed}. Again: npm run simulate -- --from ${plan.seed} --seeds 1 ${options}`,
      ...objections,
      JSON.stringify(plan).slice(0, 20_000),
      ...tail.map((line) => `  ${line}`),
    ].join('\n'),
  );
}

function draw(done: number, of: number, seconds: number, bad: number): void {
  const filled = Math.round((BAR_LENGTH * done) / of);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_LENGTH - filled);
  const rate = done / seconds;
  process.stderr.write(
    `\r\u001b[K${bar} ${done}/${of}  ${rate.toFixed(1)} worlds/s  ${Math.round((of - done) / rate)} s left  ${bad} bad`,
  );
}

async function showRules(): Promise<void> {
  const { folder, remove } = await mutantFolder();
  try {
    console.log('| rule | broken so that | noticed by |\n| --- | --- | --- |');
    const all = values.relay
      ? BROKEN_RELAY_RULES.map((broken) => ({ ...broken, by: () => noticedInRelay(broken, folder) }))
      : BROKEN_RULES.map((broken) => ({ ...broken, by: () => noticed(broken, folder) }));
    for (const { rule, what, by } of all) {
      const noticer = await by();
      console.log(`| ${rule} | ${what} | ${noticer ?? '**nothing**'} |`);
      process.exitCode = noticer === undefined ? 1 : (process.exitCode ?? 0);
    }
  } finally {
    await remove();
  }
}
