/**
 * The step's outputs, in the forms that action.yml promises. A run writes all of them, however it ends.
 */
import * as core from '@actions/core';
import { Failure, type Status } from './failure.ts';
import { foreign } from './foreign-text.ts';

interface Target {
  readonly platform: string;
  readonly flavor: string | null;
}

/** What a run learns of a model; `null` until it knows it. */
const UNKNOWN = {
  /** URL of the backup blob, percent-encoded, without a query. */
  modelUri: null as string | null,
  /** Absolute path of the file. */
  path: null as string | null,
  /** 64 hex digits, lower case. */
  sha256: null as string | null,
  bytes: null as number | null,
  artifactName: null as string | null,
  artifactId: null as number | null,
  artifactUrl: null as string | null,
};

/** A model, as an entry of the output `models` shows it: always with every key. */
export type DeliveredModel = Target & Readonly<typeof UNKNOWN>;

/** A model of which the run knows no more than what it is to be. */
export function unknownModel({ platform, flavor }: Target): DeliveredModel {
  return { platform, flavor, ...UNKNOWN };
}

/** What each output says while the run knows nothing else. */
const DEFAULTS = {
  iterationId: '',
  modelUri: '',
  models: '[]',
  status: 'failed',
  trained: 'false',
  precision: '',
  recall: '',
  averagePrecision: '',
  metrics: '',
  gate: 'none',
  summaryPath: '',
  projectId: '',
  modelPath: '',
  modelSha256: '',
  artifactName: '',
  artifactId: '',
  artifactUrl: '',
  artifactDigest: '',
};

type OutputName = keyof typeof DEFAULTS;

/** Writes each output the moment the run knows it: the runner keeps what a step wrote before something killed it. */
export class Outputs {
  /** Every model that the user wants, in the order of `platforms`. */
  models: readonly DeliveredModel[] = [];
  private readonly values = new Map<OutputName, string>();
  private readonly write: (name: OutputName, value: string) => void;
  /** What the disk says, if an output could not be written. */
  private trouble: Error | undefined;

  constructor(write: (name: OutputName, value: string) => void = core.setOutput) {
    this.write = write;
  }

  set(name: OutputName, value: string): void {
    if (this.get(name) !== value) {
      this.values.set(name, value);
      this.tryToWrite(name, value);
    }
  }

  /** What the output was set to last, or its default. */
  get(name: OutputName): string {
    return this.values.get(name) ?? DEFAULTS[name];
  }

  /** Announces every model that the user wants, in the order of `platforms`. */
  setTargets(targets: readonly Target[]): void {
    this.models = targets.map(unknownModel);
    this.set('models', JSON.stringify(this.models));
  }

  /**
   * Sets what the run knows of a model by now; the first model has outputs of its own.
   * @param artifactDigest 64 hex digits, lower case
   */
  setModel(index: number, model: DeliveredModel, artifactDigest: string | null): void {
    this.models = this.models.toSpliced(index, 1, model);
    this.set('models', JSON.stringify(this.models));
    if (index === 0) {
      const { path: modelPath, sha256: modelSha256, modelUri, artifactName, artifactId, artifactUrl } = model;
      const own = { modelUri, modelPath, modelSha256, artifactName, artifactId, artifactUrl, artifactDigest };
      for (const [name, value] of Object.entries(own)) {
        this.set(name as keyof typeof own, String(value ?? ''));
      }
    }
  }

  /**
   * Writes the status, and every output that still has its default, so that later steps find them all; and all of them
   * again if one could not be written before.
   */
  finish(status: Status): void {
    this.set('status', status);
    const isWritten = this.trouble === undefined;
    this.trouble = undefined;
    for (const name of Object.keys(DEFAULTS) as OutputName[]) {
      if (!isWritten || !this.values.has(name)) {
        this.tryToWrite(name, this.get(name));
      }
    }
  }

  /** A failure that says all outputs, if not all of them could be written. */
  get unwritten(): Failure | undefined {
    const names = Object.keys(DEFAULTS) as OutputName[];
    return this.trouble === undefined
      ? undefined
      : new Failure('failed', 'Outputs not written', [
          'The runner’s file for the outputs of this step (GITHUB_OUTPUT) cannot be written, so later steps miss them:',
          foreign(this.trouble.message),
          'The outputs are:',
          ...names.map((name) => foreign(`${name}=${this.get(name)}`)),
          'Next: see that the disk of the runner has space, and that nothing removes or locks files in its temporary folder; then run the workflow again, it picks up where this run stopped.',
        ]);
  }

  /** A run goes on without its outputs, because what it has paid for counts more; the log then says them. */
  private tryToWrite(name: OutputName, value: string): void {
    try {
      this.write(name, value);
    } catch (error) {
      this.trouble ??= error instanceof Error ? error : new Error(String(error));
    }
  }
}
