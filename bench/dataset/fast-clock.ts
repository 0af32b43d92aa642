/**
 * Preloaded into the action's process: its clock and its pauses go FAST_CLOCK times as fast as those of the machine, and
 * at its end it says in a file how much memory it had at most, in kilobytes, and how long it took by its own clock.
 */
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const times = Number(process.env.FAST_CLOCK ?? '1');
const pause = timers.setTimeout;
const now = performance.now.bind(performance);
const began = now();

Object.assign(timers, {
  setTimeout: ((ms, ...rest) => pause((ms ?? 0) / times, ...rest)) satisfies typeof pause,
});
performance.now = () => began + (now() - began) * times;
syncBuiltinESMExports();

process.on('exit', () => {
  const { maxRSS } = process.resourceUsage();
  const seconds = (performance.now() - began) / 1_000;
  writeFileSync(process.env.FAST_CLOCK_FILE ?? '', JSON.stringify({ kilobytes: maxRSS, seconds }));
});
