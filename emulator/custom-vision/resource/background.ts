/** Work that goes on after an answer was given: messages and blobs on their way to storage. */
export class Background {
  readonly #running = new Set<Promise<void>>();
  /** What went wrong where nobody was there to be told, oldest first. */
  readonly errors: Error[] = [];

  start(work: () => Promise<void>): void {
    const running = work()
      .catch((error: unknown) => {
        this.errors.push(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves once nothing is under way, whatever was started meanwhile included. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
