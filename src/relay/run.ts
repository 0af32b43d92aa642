/**
 * The world outside of a sweep, so that it can run anywhere, and what there is to say of each training that it saw.
 */
import type { ProjectApi } from '../custom-vision/project-api.ts';
import type { ResourceApi } from '../custom-vision/resource-api.ts';
import type { RunsApi } from '../github/workflow-runs.ts';
import type { Report } from '../report/report.ts';
import type { NotificationQueue } from '../storage/queue.ts';
import type { StorageUri } from '../storage/uri.ts';
import type { Clock } from '../time/clock.ts';
import type { Why } from './reasons.ts';

/** A sweep only peeks, and only reads the service: nothing else is in its reach. */
export interface RelayRun {
  readonly resource: Pick<ResourceApi, 'getProjects'>;
  readonly inProject: (projectId: string) => Pick<ProjectApi, 'getIteration' | 'getIterations'>;
  readonly queue: Pick<NotificationQueue, 'peek'>;
  readonly runs: RunsApi;
  readonly clock: Clock;
  readonly report: Report;
  readonly signal: AbortSignal;
  /** The file of the relay's own workflow, such as `relay.yml`; `null`: not known. */
  readonly workflow: string | null;
}

/** What the inputs say of a sweep. */
export interface SweepInputs {
  readonly queue: StorageUri;
  /** 0: the service is only read through where the queue does not show all. */
  readonly reconcileHours: number;
  readonly mostReruns: number;
  readonly disableWhenIdle: boolean;
  readonly dryRun: boolean;
}

/** An iteration that a message is about, or that a project lists. Ids are lower-case GUIDs. */
export interface Subject {
  readonly projectId: string;
  readonly iterationId: string;
}

/** A training that has ended and that a workflow run has begun. Times are in milliseconds since the epoch. */
export interface Ended extends Subject {
  readonly runId: string;
  /** When the service made the iteration: its training began later. */
  readonly madeAt: number;
  readonly endedAt: number;
  /** When the newest message about it was written; `null`: none was seen. */
  readonly heardAt: number | null;
}

/** What came of a training that has ended. */
export interface Outcome extends Subject {
  /** `null`: no run has named it. */
  readonly runId: string | null;
  readonly kind: 'resumed' | 'waiting' | 'given up' | 'delivered';
  readonly why: Why;
  /** Of a run that is resumed: its new attempt. */
  readonly attempt: number | null;
  /** What GitHub or the service said to it: foreign text. */
  readonly said: string | null;
}
