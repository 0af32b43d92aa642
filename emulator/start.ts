/**
 * Runs the emulator until SIGINT or SIGTERM. The first line on stdout that starts with `{` is JSON and says how to
 * reach the emulator (`Connection`); messages for people go to stderr.
 */
import { readFileSync } from 'node:fs';
import { parseFaults } from './custom-vision/resource/faults/parse.ts';
import { parseFigures } from './custom-vision/resource/figures.ts';
import { OPERATIONS } from './custom-vision/http/operations.ts';
import { connectionOf } from './connection.ts';
import { startEmulator } from './emulator.ts';
import type { Emulator } from './emulator.ts';
import { RequestLog } from './request-log.ts';
import { needsFront } from './start-storage.ts';
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

async function run({ requestLog, faults, figures, ...options }: StartOptions): Promise<void> {
  const operations = OPERATIONS.map(({ id }) => id);
  const rules = read('faults', 'rules', faults, (text) => parseFaults(text, operations)) ?? [];
  const set = read('figures', 'figures', figures, parseFigures);
  const storageFront =
    needsFront(options.behavior.backup) ||
    rules.some((rule) => 'blob' in rule && 'state' in rule.fault && needsFront(rule.fault.state));
  const emulator = await startEmulator({ ...options, storageFront, log: openLog(requestLog) });
  try {
    for (const rule of rules) emulator.faults.add(rule);
    if (set !== undefined) emulator.seeded.project.figures = set;
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

function read<T>(
  option: string,
  what: string,
  file: string | undefined,
  parse: (text: string) => T,
): T | undefined {
  if (file === undefined) return undefined;
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartOptionError([`--${option} must be a file of ${what}:\n${reason}`]);
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
