/**
 * Single flight: concurrent calls share one request, that of the first caller, and its answer.
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
