/**
 * One answer for everybody who asks while it is on its way: to the question of the first.
 */
export function singleFlight<Q, A>(ask: (question: Q) => Promise<A>): (question: Q) => Promise<A> {
  let pending: Promise<A> | undefined;
  return async (question) => {
    pending ??= ask(question).finally(() => {
      pending = undefined;
    });
    return await pending;
  };
}
