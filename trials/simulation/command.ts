/**
 * Plays as many worlds as wanted against the code of the wait, and says which seeds break a rule.
 *
 * npm run simulate -- --seeds N [--from S] [--minutes M] [--runs R]
 * npm run simulate -- --rules      which seed or figure notices each broken rule
 */
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BROKEN_RULES } from './broken-rules.ts';
import { noticed, SHORT } from './inspection.ts';
import { mutantFolder } from './mutant.ts';
import { type Outcome, simulate } from './simulate.ts';
import { drawWorld, type Limits } from './world-plan.ts';
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
    rules: { type: 'boolean', default: false },
  },
});

if (values.rules) {
  await showRules();
} else {
  const limits = { minutes: positive('minutes'), runs: positive('runs') };
  await playSeeds(positive('from'), positive('seeds'), limits);
}

function positive(name: 'seeds' | 'from' | 'minutes' | 'runs'): number {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new Error(`--${name} is ${values[name]}, expected a whole number from 1, such as --${name} 100`);
  }
  return number;
}

async function playSeeds(from: number, seeds: number, limits: Limits): Promise<void> {
  const began = performance.now();
  const bad: number[] = [];
  let [runs, virtualMs, drawnAt] = [0, 0, -Infinity];
  for (let done = 0; done < seeds; done += 1) {
    const seed = from + done;
    const outcome = await simulate(drawWorld(seed, limits), { Inbox, waitFor });
    runs += outcome.plan.runs.length;
    virtualMs += outcome.virtualMs;
    if (outcome.objections.length > 0) {
      bad.push(seed);
      if (bad.length <= MOST_SHOWN) {
        show(outcome, limits);
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
    `${seeds} worlds, ${runs} runs, ${(virtualMs / 3_600_000).toFixed(1)} virtual hours in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(1)} worlds a second): ${bad.length === 0 ? 'no rule broken' : `rules broken in ${bad.length} seeds: ${bad.slice(0, 50).join(', ')}`}`,
  );
  process.exitCode = bad.length === 0 ? 0 : 1;
}

function show({ plan, objections, tail }: Outcome, { minutes, runs }: Limits): void {
  console.log(
    [
      `\nSeed ${plan.seed}. Again: npm run simulate -- --from ${plan.seed} --seeds 1 --minutes ${minutes} --runs ${runs}`,
      ...objections,
      JSON.stringify(plan),
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
    for (const broken of BROKEN_RULES) {
      const by = await noticed(broken, folder);
      console.log(`| ${broken.rule} | ${broken.what} | ${by ?? '**nothing**'} |`);
      process.exitCode = by === undefined ? 1 : (process.exitCode ?? 0);
    }
  } finally {
    await remove();
  }
}
