/**
 * Ends the built action at every request and runs it again, and lets everything go wrong that the emulator can let go
 * wrong: nothing may be trained or exported twice, and nothing may be lost.
 *
 * npm run matrix [-- --lanes N]        the whole of both
 * npm run matrix -- --only fault       one of them: fault, kill (without notice), stop (by a signal), publish (both, of
 *                                      the action that publishes), relay (both, of the relay) or dataset (of the
 *                                      action that uploads images)
 * npm run matrix -- --only CELL        one cell, by its name, or all whose names begin so
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Cell, playAll, type Verdict, verdictOf } from './cell.ts';
import { faultCells } from './fault-cells.ts';
import { datasetKillCells } from '../dataset/kill-cells.ts';
import { killCells } from './kill-cells.ts';
import { publishCells } from './publish-cells.ts';
import { relayCells } from './relay-cells.ts';
import { type Azurite, startAzurite } from '../../emulator/azurite.ts';

const BAR_LENGTH = 30;
const REDRAWN_EVERY_MS = 200;
/** From a signal to the end of the process. */
const LONGEST_EXIT_MS = 2_000;
/** How soon a process ends is measured where few others run, and again where somebody else kept the machine busy. */
const LANES_OF_STOPS = 2;
const TIMES_MEASURED = 3;

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, lanes: { type: 'string', default: '6' } },
});
const { only } = values;
const lanes = Number(values.lanes);
if (!Number.isSafeInteger(lanes) || lanes < 1) {
  throw new Error(`--lanes is ${values.lanes}, expected a whole number from 1, such as --lanes 4`);
}

let played = 0;
let failed = 0;
let azurite: Azurite | undefined;
try {
  if (isWanted('kill') || isWanted('stop')) {
    if (!existsSync(path.join(import.meta.dirname, '..', '..', 'dist', 'index.js'))) {
      throw new Error('dist/index.js is missing: build it with npm run build first');
    }
    azurite = await startAzurite();
    const cells = (await killCells(azurite)).filter(isChosen);
    const isStop = ({ name }: Cell): boolean => name.startsWith('stop/');
    await play(
      'Kills',
      cells.filter((cell) => !isStop(cell)),
      lanes,
    );
    await play('Stops', cells.filter(isStop).map(timed), Math.min(lanes, LANES_OF_STOPS));
  }
  if (isWanted('publish')) {
    azurite ??= await startAzurite();
    const cells = (await publishCells(azurite)).filter(isChosen);
    await play('Publishing', cells.map(timed), Math.min(lanes, LANES_OF_STOPS));
  }
  if (isWanted('relay')) {
    azurite ??= await startAzurite();
    const cells = (await relayCells(azurite)).filter(isChosen);
    await play('Relay', cells.map(timed), Math.min(lanes, LANES_OF_STOPS));
  }
  if (isWanted('fault')) {
    // One at a time: virtual time passes when nothing else goes on in the process.
    await play('Faults', (await faultCells()).filter(isChosen), 1);
  }
  if (isWanted('dataset')) {
    await play('Data sets', (await datasetKillCells()).filter(isChosen), 1);
  }
} finally {
  await azurite?.stop();
}
if (played === 0) {
  console.log(`No cell is named ${only}.`);
}
process.exitCode = failed === 0 && played > 0 ? 0 : 1;

function isWanted(matrix: 'fault' | 'kill' | 'stop' | 'publish' | 'relay' | 'dataset'): boolean {
  return only === '' || only.split('/')[0] === matrix;
}

/** The name, or the first of its parts. */
function isChosen({ name }: Cell): boolean {
  return only === '' || name === only || name.startsWith(`${only}/`);
}

/** The cell, which fails as well where its process takes too long to end, however often it is asked. */
function timed(cell: Cell): Cell {
  return {
    name: cell.name,
    async play() {
      for (let time = 1; ; time += 1) {
        const verdict = await verdictOf(cell);
        const { objections, exitMs = 0 } = verdict;
        if (exitMs < LONGEST_EXIT_MS || objections.length > 0) {
          return verdict;
        }
        if (time === TIMES_MEASURED) {
          return { ...verdict, objections: [`${Math.round(exitMs)} ms from the signal to the end`] };
        }
      }
    },
  };
}

async function play(title: string, cells: readonly Cell[], atOnce: number): Promise<void> {
  if (cells.length === 0) {
    return;
  }
  const began = performance.now();
  const secondsPassed = (): number => (performance.now() - began) / 1_000;
  const bad: Cell[] = [];
  const exits: number[] = [];
  let [done, drawnAt] = [0, -Infinity];
  const onEnd = (cell: Cell, { objections, exitMs }: Verdict): void => {
    done += 1;
    if (exitMs !== undefined) {
      exits.push(exitMs);
    }
    if (objections.length > 0) {
      bad.push(cell);
      clearBar();
      console.log(
        [`\n${cell.name}. Again: npm run matrix -- --only ${cell.name}`, ...objections].join('\n  '),
      );
    }
    if (process.stderr.isTTY && performance.now() - drawnAt > REDRAWN_EVERY_MS) {
      drawnAt = performance.now();
      draw(done, cells.length, secondsPassed(), bad.length);
    }
  };
  await playAll(cells, atOnce, onEnd);
  clearBar();
  played += cells.length;
  failed += bad.length;
  const longest =
    exits.length === 0 ? '' : `; from signal to exit at most ${Math.round(Math.max(...exits))} ms`;
  console.log(
    `${title}: ${cells.length} cells in ${secondsPassed().toFixed(0)} s, ${bad.length} failed${longest}`,
  );
}

function clearBar(): void {
  if (process.stderr.isTTY) {
    process.stderr.write('\r\u001b[K');
  }
}

function draw(done: number, of: number, seconds: number, bad: number): void {
  const filled = Math.round((BAR_LENGTH * done) / of);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_LENGTH - filled);
  const rate = done / seconds;
  clearBar();
  process.stderr.write(
    `${bar} ${done}/${of}  ${rate.toFixed(1)} cells/s  ${Math.round((of - done) / rate)} s left  ${bad} failed`,
  );
}
