/**
 * The world outside of a run, so that it can run anywhere.
 */
import type { ImageApi } from '../custom-vision/image-api.ts';
import type { ProjectApi } from '../custom-vision/project-api.ts';
import type { ResourceApi } from '../custom-vision/resource-api.ts';
import type { Env } from '../env.ts';
import type { Report } from '../report/report.ts';
import type { Clock } from '../time/clock.ts';
import type { DatasetOutputs } from './outputs.ts';

export interface DatasetRun {
  readonly resource: ResourceApi;
  readonly project: (projectId: string) => Pick<ProjectApi, 'getProject'>;
  /** Keeps to the service's rate, all of them together. */
  readonly images: (projectId: string) => ImageApi;
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly outputs: DatasetOutputs;
  /** Variables of the step. */
  readonly env: Env;
}
