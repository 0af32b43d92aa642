/**
 * The step's outputs, in the forms that action.yml promises, written on every end of a run.
 */
import * as core from '@actions/core';
import type { Status } from './failure.ts';

/** A delivered model, as an entry of the output `models`: every key always present, `null` where unknown. */
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

export function unknownModel({
  platform,
  flavor,
}: Pick<DeliveredModel, 'platform' | 'flavor'>): DeliveredModel {
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

export type OutputName =
  | 'iterationId'
  | 'modelUri'
  | 'models'
  | 'status'
  | 'trained'
  | 'projectId'
  | 'modelPath'
  | 'modelSha256'
  | 'artifactName'
  | 'artifactId'
  | 'artifactUrl'
  | 'artifactDigest';

/** Collects outputs. Each is written the moment it is known: what a killed step has written counts. */
export class Outputs {
  /** Every model that is wanted, in the order of `platforms`. */
  models: readonly DeliveredModel[] = [];
  private readonly values: Record<OutputName, string> = {
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

  /** As it was set last. */
  get(name: OutputName): string {
    return this.values[name];
  }

  /** Every model that is wanted, in the order of `platforms`; nothing is known of any yet. */
  setTargets(targets: readonly Pick<DeliveredModel, 'platform' | 'flavor'>[]): void {
    this.models = targets.map(unknownModel);
    this.set('models', JSON.stringify(this.models));
  }

  /**
   * What is known of a model by now; the first one has outputs of its own.
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

  /** Writes the status, and every output that has kept its default: all exist on every end. */
  finish(status: Status): void {
    this.set('status', status);
    for (const [name, value] of Object.entries(this.values) as [OutputName, string][]) {
      if (!this.written.has(name)) {
        this.write(name, value);
      }
    }
  }
}
