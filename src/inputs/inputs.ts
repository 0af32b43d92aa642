/**
 * What the user gave, in the project's own words. What each input means stands in action.yml.
 */
import type { OnTimeout } from './parsers.ts';
import type { ExportTarget } from '../custom-vision/platforms.ts';
import type { ProjectInputs } from './project-inputs.ts';
import type { StorageUri } from '../storage/uri.ts';
import type { TrainingInputs } from './training-inputs.ts';

export interface Inputs extends ProjectInputs, TrainingInputs {
  /** Origin of the training endpoint. */
  readonly endpoint: string;
  readonly trainingKey: string | null;
  /** Lower-case GUIDs, both or none: sign in by the job's OIDC token. */
  readonly clientId: string | null;
  readonly tenantId: string | null;
  readonly queue: StorageUri;
  readonly container: StorageUri;
  readonly storageAccountKey: string | null;
  readonly replaceIntegration: boolean;
  /** No two of them the same. */
  readonly platforms: readonly [ExportTarget, ...ExportTarget[]];
  /** 0: start what is to be started, and leave. */
  readonly timeoutMinutes: number;
  readonly onTimeout: OnTimeout;
  /** 0: the service is not asked for silence alone. */
  readonly reconcileMinutes: number;
  readonly uploadArtifact: boolean;
  /** Ends in `.zip`. */
  readonly artifactName: string;
  /** `null`: as the repository has it. */
  readonly retentionDays: number | null;
}
