/**
 * What a test does while an action runs, at one moment of their time, though it takes a while: time stands still until
 * the test waits for something.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export class Hold {
  private waits = 0;
  private over = false;
  private readonly onChange: () => void;

  /** @param onChange called when time may go on */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  get holds(): boolean {
    return !this.over && this.waits === 0;
  }

  /** Lets time pass until the promise settles. */
  async waitingFor<T>(promise: Promise<T>): Promise<T> {
    this.waits += 1;
    this.onChange();
    try {
      return await promise;
    } finally {
      this.waits -= 1;
    }
  }

  /** Takes steps of a test, which hold time but for what they wait for by `letPass`. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await current.run(this, work);
    } finally {
      this.over = true;
      this.onChange();
    }
  }
}

const current = new AsyncLocalStorage<Hold>();

/** Lets time pass until the promise settles, where the step that calls this holds it. */
export async function letPass<T>(promise: Promise<T>): Promise<T> {
  const hold = current.getStore();
  return hold === undefined ? await promise : await hold.waitingFor(promise);
}
