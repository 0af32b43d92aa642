/**
 * One project of the training resource: one method for each operation, with its rule for repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */
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
import { type Operation, type Patience, perform } from './operation.ts';
import type { ExportTarget } from './platforms.ts';
import type { ApiVersion, TrainingApi } from './training-api.ts';

export interface TrainingOptions {
  readonly trainingType: 'Regular' | 'Advanced';
  readonly reservedBudgetHours: number;
  /** Ids of tags; none: all of them. */
  readonly selectedTags: readonly string[];
  /** The service writes to this address when the training ends. */
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

/**
 * Every method throws ServiceError, and the signal's reason when aborted. Reads are repeated after trouble that may
 * pass; one that is given `withinMs` is made only once and waits that long for its answer.
 */
export class ProjectApi {
  readonly projectId: string;
  private readonly api: TrainingApi;
  private readonly patience: Patience;
  private readonly onSecret: (secret: string) => void;

  /** @param onSecret gets the signature of every download link, before anybody gets the link */
  constructor(projectId: string, api: TrainingApi, patience: Patience, onSecret: (secret: string) => void) {
    this.projectId = projectId;
    this.api = api;
    this.patience = patience;
    this.onSecret = onSecret;
  }

  async getProject(version?: ApiVersion, withinMs?: number): Promise<Project> {
    return await this.get({ operation: 'GetProject', path: '', version }, readProject, withinMs);
  }

  /** Sets the two storage URIs and sends everything else back as it was read. The service tests both URIs before it answers. */
  async integrate({ updatable }: Project, uris: IntegrationUris, version: ApiVersion): Promise<Project> {
    const body = { ...updatable, settings: { ...updatable.settings, ...uris } };
    return await this.send(
      { operation: 'UpdateProject', method: 'patch', path: '', body, version },
      readProject,
    );
  }

  /** @param iterationId asks for tags and counts as they were when its training began; `null`: as they are now */
  async getTags(iterationId: string | null = null, withinMs?: number): Promise<Tag[]> {
    const query = iterationId === null ? undefined : { iterationId };
    return await this.get({ operation: 'GetTags', path: '/tags', query }, readList(readTag), withinMs);
  }

  /**
   * Starts a training. Not repeated after a lost answer, because every training costs money. If the run is cancelled
   * meanwhile, the answer, which names the iteration, still has a moment to arrive.
   */
  async trainProject(options: TrainingOptions): Promise<Iteration> {
    const { trainingType, reservedBudgetHours, selectedTags, notificationEmail, force } = options;
    return await this.send(
      {
        operation: 'TrainProject',
        method: 'post',
        path: '/train',
        query: {
          trainingType,
          ...(trainingType === 'Advanced' ? { reservedBudgetInHours: String(reservedBudgetHours) } : {}),
          ...(force ? { forceTrain: 'true' } : {}),
          ...(notificationEmail === null ? {} : { notificationEmailAddress: notificationEmail }),
        },
        body: selectedTags.length === 0 ? undefined : { selectedTags },
        repetition: 'costly',
        graceMs: TRAINING_GRACE_MS,
      },
      readIteration,
    );
  }

  /** The service promises no order. */
  async getIterations(withinMs?: number): Promise<Iteration[]> {
    return await this.get(
      { operation: 'GetIterations', path: '/iterations' },
      readList(readIteration),
      withinMs,
    );
  }

  async getIteration(iterationId: string, withinMs?: number): Promise<Iteration> {
    return await this.get(
      { operation: 'GetIteration', path: `/iterations/${iterationId}` },
      readIteration,
      withinMs,
    );
  }

  async renameIteration(iterationId: string, name: string): Promise<Iteration> {
    return await this.send(
      { operation: 'UpdateIteration', method: 'patch', path: `/iterations/${iterationId}`, body: { name } },
      readIteration,
    );
  }

  async exportIteration(iterationId: string, { platform, flavor }: ExportTarget): Promise<Export> {
    return await this.send(
      {
        operation: 'ExportIteration',
        method: 'post',
        path: `/iterations/${iterationId}/export`,
        query: { platform, ...(flavor === null ? {} : { flavor }) },
        repetition: 'costly',
      },
      this.readExport,
    );
  }

  async getExports(iterationId: string, withinMs?: number): Promise<Export[]> {
    return await this.get(
      { operation: 'GetExports', path: `/iterations/${iterationId}/export` },
      readList(this.readExport),
      withinMs,
    );
  }

  private readonly readExport = (value: unknown): Export => {
    const found = readExport(value);
    secretsIn(found.downloadUri ?? '').forEach(this.onSecret);
    return found;
  };

  private async get<T>(
    request: Pick<Operation, 'operation' | 'path' | 'query' | 'version'>,
    read: (body: unknown) => T,
    withinMs: number | undefined,
  ): Promise<T> {
    const repetition = withinMs === undefined ? 'safe' : 'once';
    return await this.send({ ...request, method: 'get', repetition, timeoutMs: withinMs }, read);
  }

  /** The path of an operation is below that of the project. */
  private async send<T>(operation: Operation, read: (body: unknown) => T): Promise<T> {
    const path = `/projects/${this.projectId}${operation.path}`;
    return await perform(this.api, this.patience, { ...operation, path }, read);
  }
}
