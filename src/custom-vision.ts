/**
 * The training API in the project's own words: one method per operation, each with its rule for repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */
import { withGrace } from './clock.ts';
import type { ExportTarget } from './platforms.ts';
import { repeatedly, type Patience, type Repetition } from './retry.ts';
import { ServiceError } from './errors.ts';
import { secretsIn } from './secrets.ts';
import {
  type Domain,
  type Export,
  type Iteration,
  type Project,
  readDomain,
  readExport,
  readIteration,
  readList,
  readProject,
} from './shapes.ts';
import type { ApiRequest, ApiVersion, TrainingApi } from './training-api.ts';

export interface TrainingOptions {
  readonly trainingType: 'Regular' | 'Advanced';
  readonly reservedBudgetHours: number;
}

export interface IntegrationUris {
  readonly notificationQueueUri: string;
  readonly exportModelContainerUri: string;
}

/** A cancelled run has to be over within a second. */
const TRAINING_GRACE_MS = 800;

/** Every method throws ServiceError, and the signal's reason when aborted. */
export class CustomVision {
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

  async getDomains(): Promise<Domain[]> {
    return await this.send(
      'safe',
      { operation: 'GetDomains', method: 'get', path: '/domains' },
      readList(readDomain),
    );
  }

  async getProject(version?: ApiVersion): Promise<Project> {
    return await this.send(
      'safe',
      { operation: 'GetProject', method: 'get', path: this.path() },
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
   * Starts a training. Never sent twice by itself: a training is paid for. When aborted, its answer, which names the
   * iteration, still has a moment to arrive.
   */
  async trainProject({ trainingType, reservedBudgetHours }: TrainingOptions): Promise<Iteration> {
    const query = {
      trainingType,
      ...(trainingType === 'Advanced' ? { reservedBudgetInHours: String(reservedBudgetHours) } : {}),
    };
    return await this.send(
      'costly',
      { operation: 'TrainProject', method: 'post', path: this.path('/train'), query },
      readIteration,
      undefined,
      TRAINING_GRACE_MS,
    );
  }

  /** In no promised order. */
  async getIterations(): Promise<Iteration[]> {
    return await this.send(
      'safe',
      { operation: 'GetIterations', method: 'get', path: this.path('/iterations') },
      readList(readIteration),
    );
  }

  /** @param timeoutMs how long an answer is waited for, if shorter than usual */
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

  /** @param timeoutMs as for `getIteration` */
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
    graceMs = 0,
  ): Promise<T> {
    const { clock, signal } = this.patience;
    return await repeatedly(
      repetition,
      async () => {
        const body =
          graceMs === 0
            ? await this.api.send(request, version)
            : await withGrace((late) => this.api.send(request, version, late), graceMs, clock, signal);
        try {
          return read(body);
        } catch (cause) {
          throw new ServiceError({
            operation: request.operation,
            httpStatus: 200,
            detail: `an answer of another shape than documented (${cause instanceof Error ? cause.message : 'unknown'})`,
            garbled: true,
            cause,
          });
        }
      },
      this.patience,
    );
  }

  private guarded(found: Export): Export {
    secretsIn(found.downloadUri ?? '').forEach(this.onSecret);
    return found;
  }
}
