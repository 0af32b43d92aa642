/**
 * One project of the training resource, in the project's own words: one method per operation, each with its rule for
 * repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */
import { perform } from './operation.ts';
import type { ExportTarget } from './platforms.ts';
import type { Patience, Repetition } from './operation.ts';
import { secretsIn } from '../report/secrets.ts';
import {
  type Export,
  type Iteration,
  type Project,
  readExport,
  readIteration,
  readList,
  readProject,
  readTag,
  type Tag,
} from './entities.ts';
import type { ApiRequest, ApiVersion, TrainingApi } from './training-api.ts';

export interface TrainingOptions {
  readonly trainingType: 'Regular' | 'Advanced';
  readonly reservedBudgetHours: number;
  /** Ids of tags; none: all of them. */
  readonly selectedTags: readonly string[];
  /** Told by the service when the training ends. */
  readonly notificationEmail: string | null;
  /** Train although nothing changed since the last training. */
  readonly force: boolean;
}

export interface IntegrationUris {
  readonly notificationQueueUri: string;
  readonly exportModelContainerUri: string;
}

/** A cancelled run has to be over within a second. */
const TRAINING_GRACE_MS = 800;

/** Every method throws ServiceError, and the signal's reason when aborted. */
export class ProjectApi {
  readonly projectId: string;
  private readonly api: TrainingApi;
  private readonly patience: Patience;
  private readonly onSecret: (secret: string) => void;

  /**
   * @param onSecret is told the signature of every download link before the link is given to anybody
   */
  constructor(projectId: string, api: TrainingApi, patience: Patience, onSecret: (secret: string) => void) {
    this.projectId = projectId;
    this.api = api;
    this.patience = patience;
    this.onSecret = onSecret;
  }

  /** @param timeoutMs how long an answer is waited for, if shorter than usual */
  async getProject(
    version?: ApiVersion,
    repetition: Repetition = 'safe',
    timeoutMs = Infinity,
  ): Promise<Project> {
    return await this.send(
      repetition,
      { operation: 'GetProject', method: 'get', path: this.path(), timeoutMs },
      readProject,
      version,
    );
  }

  /** Sets the two storage URIs and sends everything else back as it was read. The service tests both URIs on the way. */
  async integrate(project: Project, uris: IntegrationUris, version: ApiVersion): Promise<Project> {
    const body = { ...project.updatable, settings: { ...project.updatable.settings, ...uris } };
    return await this.send(
      'safe',
      { operation: 'UpdateProject', method: 'patch', path: this.path(), body },
      readProject,
      version,
    );
  }

  /**
   * @param iterationId tags and counts as they were when its training began; `null`: as they are
   * @param timeoutMs as for `getProject`
   */
  async getTags(
    iterationId: string | null = null,
    repetition: Repetition = 'safe',
    timeoutMs = Infinity,
  ): Promise<Tag[]> {
    const query = iterationId === null ? {} : { query: { iterationId } };
    return await this.send(
      repetition,
      { operation: 'GetTags', method: 'get', path: this.path('/tags'), ...query, timeoutMs },
      readList(readTag),
    );
  }

  /**
   * Starts a training. Never sent twice by itself: a training is paid for. When aborted, its answer, which names the
   * iteration, still has a moment to arrive.
   */
  async trainProject(options: TrainingOptions): Promise<Iteration> {
    const { trainingType, reservedBudgetHours, selectedTags, notificationEmail, force } = options;
    const query = {
      trainingType,
      ...(trainingType === 'Advanced' ? { reservedBudgetInHours: String(reservedBudgetHours) } : {}),
      ...(force ? { forceTrain: 'true' } : {}),
      ...(notificationEmail === null ? {} : { notificationEmailAddress: notificationEmail }),
    };
    const body = selectedTags.length === 0 ? {} : { body: { selectedTags } };
    return await this.send(
      'costly',
      {
        operation: 'TrainProject',
        method: 'post',
        path: this.path('/train'),
        query,
        ...body,
        graceMs: TRAINING_GRACE_MS,
      },
      readIteration,
    );
  }

  /**
   * In no promised order.
   * @param timeoutMs as for `getProject`
   */
  async getIterations(repetition: Repetition = 'safe', timeoutMs = Infinity): Promise<Iteration[]> {
    return await this.send(
      repetition,
      { operation: 'GetIterations', method: 'get', path: this.path('/iterations'), timeoutMs },
      readList(readIteration),
    );
  }

  /** @param timeoutMs as for `getProject` */
  async getIteration(
    iterationId: string,
    repetition: Repetition = 'safe',
    timeoutMs = Infinity,
  ): Promise<Iteration> {
    return await this.send(
      repetition,
      { operation: 'GetIteration', method: 'get', path: this.path(`/iterations/${iterationId}`), timeoutMs },
      readIteration,
    );
  }

  async renameIteration(iterationId: string, name: string): Promise<Iteration> {
    return await this.send(
      'safe',
      {
        operation: 'UpdateIteration',
        method: 'patch',
        path: this.path(`/iterations/${iterationId}`),
        body: { name },
      },
      readIteration,
    );
  }

  async exportIteration(iterationId: string, { platform, flavor }: ExportTarget): Promise<Export> {
    return await this.send(
      'costly',
      {
        operation: 'ExportIteration',
        method: 'post',
        path: this.path(`/iterations/${iterationId}/export`),
        query: { platform, ...(flavor === null ? {} : { flavor }) },
      },
      (value) => this.guarded(readExport(value)),
    );
  }

  /** @param timeoutMs as for `getProject` */
  async getExports(
    iterationId: string,
    repetition: Repetition = 'safe',
    timeoutMs = Infinity,
  ): Promise<Export[]> {
    return await this.send(
      repetition,
      {
        operation: 'GetExports',
        method: 'get',
        path: this.path(`/iterations/${iterationId}/export`),
        timeoutMs,
      },
      readList((value) => this.guarded(readExport(value))),
    );
  }

  private path(below = ''): string {
    return `/projects/${this.projectId}${below}`;
  }

  private async send<T>(
    repetition: Repetition,
    request: ApiRequest,
    read: (body: unknown) => T,
    version?: ApiVersion,
  ): Promise<T> {
    return await perform(this.api, this.patience, repetition, request, read, version);
  }

  private guarded(found: Export): Export {
    secretsIn(found.downloadUri ?? '').forEach(this.onSecret);
    return found;
  }
}
