/**
 * Makes every `new Date()`, `Date()` and `Date.now()` of this process read another clock.
 */

/** @returns what undoes it */
export function replaceDate(now: () => number): () => void {
  const known = globalThis.Date;
  globalThis.Date = new Proxy(known, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: () => new known(now()).toString(),
    get: (target, member, receiver) =>
      member === 'now' ? () => Math.floor(now()) : (Reflect.get(target, member, receiver) as unknown),
  });
  return () => {
    globalThis.Date = known;
  };
}
