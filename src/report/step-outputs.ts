/**
 * The outputs of a step, of whichever action. A run writes all of them, however it ends.
 */
import * as core from '@actions/core';
import { Failure, type Status } from './failure.ts';
import { foreign } from './foreign-text.ts';

/** Writes each output the moment the run knows it: the runner keeps what a step wrote before something killed it. */
export class StepOutputs<Name extends string> {
  private readonly values = new Map<string, string>();
  private readonly defaults: Readonly<Record<Name | 'status', string>>;
  private readonly write: (name: Name | 'status', value: string) => void;
  /** What the disk says, if an output could not be written. */
  private trouble: Error | undefined;

  /** @param defaults what each output says while the run knows nothing else */
  constructor(
    defaults: Readonly<Record<Name | 'status', string>>,
    write: (name: string, value: string) => void = core.setOutput,
  ) {
    this.defaults = defaults;
    this.write = write;
  }

  set(name: Name | 'status', value: string): void {
    if (this.get(name) !== value) {
      this.values.set(name, value);
      this.tryToWrite(name, value);
    }
  }

  /** What the output was set to last, or its default. */
  get(name: Name | 'status'): string {
    return this.values.get(name) ?? this.defaults[name];
  }

  /**
   * Writes the status, and every output that still has its default, so that later steps find them all; and all of them
   * again if one could not be written before.
   */
  finish(status: Status): void {
    this.set('status', status);
    const isWritten = this.trouble === undefined;
    this.trouble = undefined;
    for (const name of this.names) {
      if (!isWritten || !this.values.has(name)) {
        this.tryToWrite(name, this.get(name));
      }
    }
  }

  /** A failure that says all outputs, if not all of them could be written. */
  get unwritten(): Failure | undefined {
    return this.trouble === undefined
      ? undefined
      : new Failure('failed', 'Outputs not written', [
          'The runner’s file for the outputs of this step (GITHUB_OUTPUT) cannot be written, so later steps miss them:',
          foreign(this.trouble.message),
          'The outputs are:',
          ...this.names.map((name) => foreign(`${name}=${this.get(name)}`)),
          'Next: see that the disk of the runner has space, and that nothing removes or locks files in its temporary folder; then run the workflow again, it picks up where this run stopped.',
        ]);
  }

  private get names(): (Name | 'status')[] {
    return Object.keys(this.defaults) as (Name | 'status')[];
  }

  /** A run goes on without its outputs, because what it has paid for counts more; the log then says them. */
  private tryToWrite(name: Name | 'status', value: string): void {
    try {
      this.write(name, value);
    } catch (error) {
      this.trouble ??= error instanceof Error ? error : new Error(String(error));
    }
  }
}
