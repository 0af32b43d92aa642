/**
 * One answer for everybody who asks while it is on its way.
 * @param ask is told how long its first asker waits for the answer
 */
export function joined<T>(ask: (mostMs: number) => Promise<T>): (mostMs: number) => Promise<T> {
  let pending: Promise<T> | undefined;
  return async (mostMs) => {
    pending ??= ask(mostMs).finally(() => {
      pending = undefined;
    });
    return await pending;
  };
}
