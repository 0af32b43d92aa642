/**
 * One answer for everybody who asks while it is on its way.
 */
export function joined<T>(ask: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return async () => {
    pending ??= ask().finally(() => {
      pending = undefined;
    });
    return await pending;
  };
}
