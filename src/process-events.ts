/**
 * What happens to the process: signals, and errors that nobody catches. This module is the first that is loaded, and
 * imports nothing: a signal that comes while the others are loaded is kept for them.
 */

/** The runner sends a cancelled job SIGINT, and SIGTERM 7.5 s later; on Windows the latter is CTRL_BREAK. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const;

export interface Listeners {
  readonly onSignal: () => void;
  /** @param error was thrown where nobody catches it */
  readonly onUncaught: (error: unknown) => void;
}

let listeners: Listeners | undefined;
let signalled = false;

function onSignal(): void {
  // The second signal ends the process at once. The runner then still reads what was written before.
  stopListening();
  signalled = true;
  listeners?.onSignal();
}

/** Hears whether a signal has come so far, and what happens from now on. */
export function listen(to: Listeners): void {
  listeners = to;
  // Node takes a rejection that nobody handles for such an error as well.
  process.on('uncaughtException', to.onUncaught);
  if (signalled) {
    to.onSignal();
  }
}

/** From now on, a signal ends the process. */
export function stopListening(): void {
  SIGNALS.forEach((signal) => process.off(signal, onSignal));
}

SIGNALS.forEach((signal) => process.on(signal, onSignal));
for (const stream of [process.stdout, process.stderr]) {
  // Nobody reads the log any more, but the outputs still count.
  stream.on('error', () => undefined);
}
