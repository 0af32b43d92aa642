/**
 * Waits for a line of a log that is still being written.
 */
interface Waiter {
  readonly text: string | RegExp;
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

export class LineWatch {
  readonly #waiters = new Set<Waiter>();
  #ended = false;

  /** @param shown the lines that are already there */
  waitFor(text: string | RegExp, shown: readonly string[]): Promise<string> {
    const found = shown.find((line) => matches(line, text));
    if (found !== undefined) return Promise.resolve(found);
    if (this.#ended) return Promise.reject(neverShown(text));
    return new Promise((resolve, reject) => {
      this.#waiters.add({ text, resolve, reject });
    });
  }

  see(line: string): void {
    for (const waiter of this.#waiters) {
      if (!matches(line, waiter.text)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(line);
    }
  }

  end(): void {
    this.#ended = true;
    for (const waiter of this.#waiters) waiter.reject(neverShown(waiter.text));
    this.#waiters.clear();
  }
}

function matches(line: string, text: string | RegExp): boolean {
  return typeof text === 'string' ? line.includes(text) : line.search(text) >= 0;
}

function neverShown(text: string | RegExp): Error {
  return new Error(`The action ended without a line with ${String(text)} in its log.`);
}
