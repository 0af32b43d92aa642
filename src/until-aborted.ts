/**
 * Not waiting any longer for what itself takes no signal.
 */

/** Both ours and the SDKs' signals. */
interface Abortable {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Settles like the promise, or rejects with the signal's reason while the promise goes on. */
export async function untilAborted<T>(promise: Promise<T>, signal: Abortable): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => {
    aborted.reject(signal.reason);
  };
  if (signal.aborted) {
    abort();
  }
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
