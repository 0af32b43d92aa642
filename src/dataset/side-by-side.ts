/**
 * Works on many things at once, but on no more than so many.
 */

/**
 * @param items taken one after the other, so that a generator of many need not have them all
 * @throws what the first worker to fail throws, after the others have come to their end; nothing new begins then
 */
export async function sideBySide<T>(
  items: Iterable<T>,
  most: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const rest = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true && !both.aborted; next = rest.next()) {
      try {
        await work(next.value, both);
      } catch (error) {
        failed.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  both.throwIfAborted();
}
