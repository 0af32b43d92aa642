/**
 * Runs the emulator until SIGINT or SIGTERM, or until its terminal closes. The first line on stdout that starts with `{`
 * is JSON and says how to reach the emulator (`Connection`); messages for people go to stderr.
 */
import { connectionOf, deleteConnection, writeConnection } from './connection.ts';
import type { Emulator } from './emulator.ts';
import { onLostParent } from './npm-parent.ts';
import { startByOptions } from './start-by-options.ts';
import { StartOptionError, parseStartOptions, startHelp } from './start-options.ts';
import type { StartOptions } from './start-options.ts';

/** `nohup` takes the terminal away from all three, and so does whoever starts it in the background of a job. */
const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
let requestStop = (): void => undefined;
/** The handlers are set first, because a signal may come while everything is still starting. */
const stopRequested = new Promise<void>((resolve) => {
  requestStop = resolve;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, requestStop);
  // Node does not keep a signal ignored that was ignored when it started, so a handler has to.
  process.on('SIGHUP', () => {
    if (hasTerminal) requestStop();
  });
  onLostParent(requestStop);
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

async function run({ connectionFile, lifetimeMinutes, ...options }: StartOptions): Promise<void> {
  const emulator = await startByOptions(options);
  try {
    if (connectionFile !== undefined) writeConnection(connectionFile, emulator);
    announce(emulator);
    if (lifetimeMinutes > 0) setTimeout(requestStop, lifetimeMinutes * 60_000);
    await stopRequested;
  } finally {
    if (connectionFile !== undefined) deleteConnection(connectionFile, emulator);
    await emulator.close();
  }
}

function announce(emulator: Emulator): void {
  process.stdout.write(`${JSON.stringify(connectionOf(emulator))}\n`);
  process.stderr.write(`The emulator is ready at ${emulator.endpoint}. Press Ctrl+C to stop it.\n`);
}
