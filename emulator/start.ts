/**
 * Runs the emulator until SIGINT or SIGTERM. The first line on stdout that starts with `{` is JSON and says how to
 * reach the emulator (`Connection`); messages for people go to stderr.
 */
import { readFileSync } from 'node:fs';
import type { FaultRule } from './custom-vision/resource/faults.ts';
import { parseFaults } from './custom-vision/resource/faults/parse.ts';
import { OPERATIONS } from './custom-vision/http/operations.ts';
import { connectionOf } from './connection.ts';
import { startEmulator } from './emulator.ts';
import type { Emulator } from './emulator.ts';
import { RequestLog } from './request-log.ts';
import { StartOptionError, parseStartOptions, startHelp } from './start-options.ts';
import type { StartOptions } from './start-options.ts';

/** The handlers are set first, because a signal may come while everything is still starting. */
const stopRequested = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      resolve();
    });
  }
});

try {
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(startHelp());
  else await run(options);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof StartOptionError ? 2 : 1);
}

async function run({ requestLog, faults, ...options }: StartOptions): Promise<void> {
  const rules = readFaults(faults);
  const emulator = await startEmulator({ ...options, log: openLog(requestLog) });
  try {
    for (const rule of rules) emulator.faults.add(rule);
    announce(emulator);
    await stopRequested;
  } finally {
    await emulator.close();
  }
}

function announce(emulator: Emulator): void {
  process.stdout.write(`${JSON.stringify(connectionOf(emulator))}\n`);
  process.stderr.write(`The emulator is ready at ${emulator.endpoint}. Press Ctrl+C to stop it.\n`);
}

function readFaults(file: string | undefined): FaultRule[] {
  if (file === undefined) return [];
  try {
    const operations = OPERATIONS.map(({ id }) => id);
    return parseFaults(readFileSync(file, 'utf8'), operations);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartOptionError([`--faults must be a file of rules:\n${reason}`]);
  }
}

function openLog(file: string | undefined): RequestLog {
  try {
    return new RequestLog(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartOptionError([`--request-log must be a file that can be written: ${reason}.`]);
  }
}
