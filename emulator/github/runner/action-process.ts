/** The process of an action as the runner sees it end, and as it cancels it. */
import type { ChildProcess } from 'node:child_process';

/** How long the runner waits before it sends the next signal. */
export interface CancelDelays {
  readonly interruptMs: number;
  readonly terminateMs: number;
}

const CANCEL_DELAYS: CancelDelays = { interruptMs: 7_500, terminateMs: 2_500 };
/** How long the runner reads pipes that another process still holds after the action's end. */
const PIPES_GRACE_MS = 5_000;

export interface End {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether a process that the action has started still held its output after the action had ended. */
  readonly leftRunning: boolean;
}

/** Resolves when its output has ended as well, or is read no longer. Rejects if it could not be started. */
export function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    let leftRunning = false;
    let grace: NodeJS.Timeout | undefined;
    let soon: NodeJS.Immediate | undefined;
    child.once('error', reject);
    child.once('exit', () => {
      grace = setTimeout(() => {
        // Where this process was held up itself, the end of the pipes may be there, and not read yet.
        soon = setImmediate(() => {
          soon = setImmediate(() => {
            leftRunning = true;
            child.stdout?.destroy();
            child.stderr?.destroy();
          });
        });
      }, PIPES_GRACE_MS);
    });
    child.once('close', (exitCode, signal) => {
      clearTimeout(grace);
      clearImmediate(soon);
      resolve({ exitCode, signal, leftRunning });
    });
  });
}

/** Sends one signal after the other until it has ended. @param ended resolves then */
export async function cancelled<Ended>(
  child: ChildProcess,
  ended: Promise<Ended>,
  delays: CancelDelays = CANCEL_DELAYS,
): Promise<Ended> {
  child.kill('SIGINT');
  const terminate = setTimeout(() => child.kill('SIGTERM'), delays.interruptMs);
  const kill = setTimeout(() => child.kill('SIGKILL'), delays.interruptMs + delays.terminateMs);
  try {
    return await ended;
  } finally {
    clearTimeout(terminate);
    clearTimeout(kill);
  }
}
