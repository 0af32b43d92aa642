/**
 * What a test waits for while actions run: that something is so.
 */

interface Question {
  readonly isSo: () => boolean;
  readonly resolve: (value: undefined) => void;
  readonly reject: (reason: Error) => void;
}

const LOOK_PAUSE_MS = 10;

export class Questions {
  private readonly open = new Set<Question>();
  private readonly anyRuns: () => boolean;

  /** @param anyRuns whether there is an action that could still make something so */
  constructor(anyRuns: () => boolean) {
    this.anyRuns = anyRuns;
  }

  /**
   * Resolves when something is so; it has to stay so then.
   * @throws Error if the last action has ended before
   */
  async until(isSo: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.open.add({ isSo, resolve, reject });
    // It may become so by a request, at the moment that it is.
    const looks = setInterval(() => {
      this.ask();
    }, LOOK_PAUSE_MS);
    try {
      await promise;
    } finally {
      clearInterval(looks);
    }
  }

  /** Looks at what may have become so. */
  ask(): void {
    for (const question of this.open) {
      if (question.isSo()) {
        this.open.delete(question);
        question.resolve(undefined);
      } else if (!this.anyRuns()) {
        this.open.delete(question);
        question.reject(new Error('the action has ended before it was so'));
      }
    }
  }
}
