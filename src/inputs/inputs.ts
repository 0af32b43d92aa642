/**
 * What the user gave, in the project's own words. What each input means stands in action.yml.
 */
import type { Access } from './access.ts';
import type { ExportTarget } from '../custom-vision/platforms.ts';
import type { ClassificationType } from '../custom-vision/resource-api.ts';
import type { Gate, Thresholds } from './gate.ts';
import type { IterationChoice } from './iteration-choice.ts';
import type { StorageUri } from '../storage/uri.ts';
import type { WhichProject } from './which-project.ts';

/** What a run does if nothing has changed since the last training: use the newest iteration, train, or end red. */
export type WhenUnchanged = 'reuse' | 'retrain' | 'fail';

export interface Inputs extends Access {
  readonly project: WhichProject;
  /** Whether a project of that name may be created. */
  readonly createProject: boolean;
  /** Name or id. */
  readonly domain: string | null;
  readonly classificationType: ClassificationType | null;
  readonly queue: StorageUri;
  readonly container: StorageUri;
  readonly storageAccountKey: string | null;
  readonly replaceIntegration: boolean;
  /** No two of them the same. */
  readonly platforms: readonly [ExportTarget, ...ExportTarget[]];
  readonly trainingType: 'Regular' | 'Advanced';
  readonly reservedBudgetHours: number;
  /** Names or ids; none: all tags. */
  readonly selectedTags: readonly string[];
  readonly notificationEmail: string | null;
  readonly whenUnchanged: WhenUnchanged;
  /** Whether a training or an export that failed is asked for once more in the same run. */
  readonly retryFailed: boolean;
  /** At which probability, and for object detection at which overlap, figures are read. */
  readonly thresholds: Thresholds;
  /** What a model has to reach to be delivered. */
  readonly gate: Gate;
  /** What to attach to, whatever the others say; `null`: train. */
  readonly iterationId: IterationChoice | null;
  /** How many iterations a training leaves in the project, its own included; `null`: nothing is deleted. */
  readonly keepIterations: number | null;
  /** 0: start what is to be started, and leave. */
  readonly timeoutMinutes: number;
  /** What a run does when its time is up: end red, or end green and leave the rest to a later run. */
  readonly onTimeout: 'fail' | 'detach';
  /** 0: the service is not asked for silence alone. */
  readonly reconcileMinutes: number;
  readonly uploadArtifact: boolean;
  /** Ends in `.zip`. */
  readonly artifactName: string;
  /** Whether an artifact of this name that holds another model is replaced. */
  readonly overwrite: boolean;
  /** `null`: as the repository has it. */
  readonly retentionDays: number | null;
  /** Whether the run only looks, and says what a run would do. */
  readonly dryRun: boolean;
}
