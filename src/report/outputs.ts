/**
 * The step's outputs, in the forms that action.yml promises. A run writes all of them, however it ends.
 */
import * as core from '@actions/core';
import type { Status } from './failure.ts';

/** A model, as an entry of the output `models` shows it: with every key, `null` where the run does not know it. */
export interface DeliveredModel {
  readonly platform: string;
  readonly flavor: string | null;
  /** URL of the backup blob, percent-encoded, without a query. */
  readonly modelUri: string | null;
  /** Absolute path of the file. */
  readonly path: string | null;
  /** 64 hex digits, lower case. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly artifactName: string | null;
  readonly artifactId: number | null;
  readonly artifactUrl: string | null;
}

type Target = Pick<DeliveredModel, 'platform' | 'flavor'>;

/** A model of which the run knows no more than what it is to be. */
export function unknownModel({ platform, flavor }: Target): DeliveredModel {
  return {
    platform,
    flavor,
    modelUri: null,
    path: null,
    sha256: null,
    bytes: null,
    artifactName: null,
    artifactId: null,
    artifactUrl: null,
  };
}

/** What each output says while the run knows nothing else. */
const DEFAULTS = {
  iterationId: '',
  modelUri: '',
  models: '[]',
  status: 'failed',
  trained: 'false',
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
  private readonly values: Record<OutputName, string> = { ...DEFAULTS };
  private readonly written = new Set<OutputName>();
  private readonly write: (name: OutputName, value: string) => void;

  constructor(write: (name: OutputName, value: string) => void = core.setOutput) {
    this.write = write;
  }

  set(name: OutputName, value: string): void {
    if (this.values[name] !== value) {
      this.values[name] = value;
      this.written.add(name);
      this.write(name, value);
    }
  }

  /** What the output was set to last. */
  get(name: OutputName): string {
    return this.values[name];
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
      this.set('modelUri', model.modelUri ?? '');
      this.set('modelPath', model.path ?? '');
      this.set('modelSha256', model.sha256 ?? '');
      this.set('artifactName', model.artifactName ?? '');
      this.set('artifactId', model.artifactId?.toString() ?? '');
      this.set('artifactUrl', model.artifactUrl ?? '');
      this.set('artifactDigest', artifactDigest ?? '');
    }
  }

  /** Writes the status, and every output that still has its default, so that later steps find them all. */
  finish(status: Status): void {
    this.set('status', status);
    for (const [name, value] of Object.entries(this.values) as [OutputName, string][]) {
      if (!this.written.has(name)) {
        this.write(name, value);
      }
    }
  }
}
