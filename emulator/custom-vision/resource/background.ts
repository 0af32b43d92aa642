/** Work that goes on after an answer was given: messages and blobs on their way to storage. */
export class Background {
  readonly #running = new Set<Promise<void>>();
  /** The errors of this work, the oldest first: no caller waits for it, so none gets them. */
  readonly errors: Error[] = [];

  start(work: () => Promise<void>): void {
    const running = work()
      .catch((error: unknown) => {
        this.errors.push(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves once no work is left, including what is started in the meantime. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
