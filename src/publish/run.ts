/**
 * What a run that publishes uses, so that it can run anywhere.
 */
import type { PublicationApi } from '../custom-vision/publication-api.ts';
import type { ResourceApi } from '../custom-vision/resource-api.ts';
import type { Env } from '../env.ts';
import type { Report } from '../report/report.ts';
import type { Clock } from '../time/clock.ts';
import type { PublishOutputs } from './outputs.ts';

/** Before it is known which project the run is about. */
export interface PublishServices {
  readonly resource: ResourceApi;
  readonly inProject: (projectId: string) => PublicationApi;
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly outputs: PublishOutputs;
  /** Variables of the step. */
  readonly env: Env;
}

export interface PublishRun extends PublishServices {
  readonly customVision: PublicationApi;
}
