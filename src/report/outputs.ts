/**
 * The outputs of the root action, in the forms that action.yml promises.
 */
import { StepOutputs } from './step-outputs.ts';

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

/** The outputs of the root action. */
export class Outputs extends StepOutputs<keyof typeof DEFAULTS> {
  /** Every model that the user wants, in the order of `platforms`. */
  models: readonly DeliveredModel[] = [];

  constructor(write?: (name: string, value: string) => void) {
    super(DEFAULTS, write);
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
}
