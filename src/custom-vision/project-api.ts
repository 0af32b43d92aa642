/**
 * One project of the training resource: one method for each operation, with its rule for repeating it.
 * Source: the published Swagger, v3.4-preview, and the guide for setting the two storage URIs.
 */
import { secretsIn } from '../report/secrets.ts';
import type { Export, Iteration, Performance, Project, Tag } from './entities.ts';
import { readExport, readIteration, readList, readPerformance, readProject, readTag } from './entities.ts';
import { type Operation, Operations, type Patience } from './operation.ts';
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

/** The members of a project that name its queue and its container. */
export const URIS = ['notificationQueueUri', 'exportModelContainerUri'] as const;

export type IntegrationUris = Readonly<Record<(typeof URIS)[number], string>>;

/** A cancelled run has to be over within a second. */
const TRAINING_GRACE_MS = 800;

/** It only makes room, and a training waits for it. */
const DELETION_TIMEOUT_MS = 20_000;

/**
 * Every method throws ServiceError, and the signal's reason when aborted. Reads are repeated after trouble that may
 * pass; one that is given `withinMs` is made only once and waits that long for its answer.
 */
export class ProjectApi extends Operations {
  readonly projectId: string;
  private readonly onSecret: (secret: string) => void;

  /** @param onSecret gets the signature of every download link, before anybody gets the link */
  constructor(projectId: string, api: TrainingApi, patience: Patience, onSecret: (secret: string) => void) {
    super(api, patience);
    this.projectId = projectId;
    this.onSecret = onSecret;
  }

  async getProject(version?: ApiVersion, withinMs?: number): Promise<Project> {
    return await this.send('GetProject', '', readProject, { version, timeoutMs: withinMs });
  }

  /** Sets the two storage URIs and sends everything else back as it was read. The service tests both URIs before it answers. */
  async integrate({ updatable }: Project, uris: IntegrationUris, version: ApiVersion): Promise<Project> {
    const body = { ...updatable, settings: { ...updatable.settings, ...uris } };
    return await this.send('UpdateProject', '', readProject, { method: 'patch', body, version });
  }

  /** @param iterationId asks for tags and counts as they were when its training began; `null`: as they are now */
  async getTags(iterationId: string | null = null, withinMs?: number): Promise<Tag[]> {
    const query = iterationId === null ? undefined : { iterationId };
    return await this.send('GetTags', '/tags', readList(readTag), { query, timeoutMs: withinMs });
  }

  /**
   * Starts a training. Not repeated after a lost answer, because every training costs money. If the run is cancelled
   * meanwhile, the answer, which names the iteration, still has a moment to arrive.
   * @param onWay is told whether a start is under way, so that it may have been carried out if the run is cancelled then
   */
  async trainProject(options: TrainingOptions, onWay?: (underWay: boolean) => void): Promise<Iteration> {
    const { trainingType, reservedBudgetHours, selectedTags, notificationEmail, force } = options;
    return await this.send('TrainProject', '/train', readIteration, {
      method: 'post',
      query: {
        trainingType,
        ...(trainingType === 'Advanced' ? { reservedBudgetInHours: String(reservedBudgetHours) } : {}),
        ...(force ? { forceTrain: 'true' } : {}),
        ...(notificationEmail === null ? {} : { notificationEmailAddress: notificationEmail }),
      },
      body: selectedTags.length === 0 ? undefined : { selectedTags },
      repetition: 'costly',
      graceMs: TRAINING_GRACE_MS,
      ...(onWay === undefined ? {} : { onWay }),
    });
  }

  /** The service promises no order. */
  async getIterations(withinMs?: number): Promise<Iteration[]> {
    return await this.send('GetIterations', '/iterations', readList(readIteration), { timeoutMs: withinMs });
  }

  async getIteration(iterationId: string, withinMs?: number): Promise<Iteration> {
    const path = `/iterations/${iterationId}`;
    return await this.send('GetIteration', path, readIteration, { timeoutMs: withinMs });
  }

  async renameIteration(iterationId: string, name: string): Promise<Iteration> {
    const path = `/iterations/${iterationId}`;
    return await this.send('UpdateIteration', path, readIteration, { method: 'patch', body: { name } });
  }

  /** Nothing brings it back. The service refuses it for one that is published. */
  async deleteIteration(iterationId: string): Promise<void> {
    const path = `/iterations/${iterationId}`;
    await this.send('DeleteIteration', path, () => undefined, {
      method: 'delete',
      timeoutMs: DELETION_TIMEOUT_MS,
      repetition: 'safe',
    });
  }

  /** @param threshold the probability from which on a prediction counts; both are from 0 to 1 */
  async getPerformance(
    iterationId: string,
    { threshold, overlapThreshold }: { readonly threshold: number; readonly overlapThreshold: number },
    withinMs?: number,
  ): Promise<Performance> {
    return await this.send(
      'GetIterationPerformance',
      `/iterations/${iterationId}/performance`,
      readPerformance,
      {
        query: { threshold: String(threshold), overlapThreshold: String(overlapThreshold) },
        timeoutMs: withinMs,
      },
    );
  }

  async exportIteration(iterationId: string, { platform, flavor }: ExportTarget): Promise<Export> {
    return await this.send('ExportIteration', `/iterations/${iterationId}/export`, this.readExport, {
      method: 'post',
      query: { platform, ...(flavor === null ? {} : { flavor }) },
      repetition: 'costly',
    });
  }

  async getExports(iterationId: string, withinMs?: number): Promise<Export[]> {
    const path = `/iterations/${iterationId}/export`;
    return await this.send('GetExports', path, readList(this.readExport), { timeoutMs: withinMs });
  }

  private readonly readExport = (value: unknown): Export => {
    const found = readExport(value);
    secretsIn(found.downloadUri ?? '').forEach(this.onSecret);
    return found;
  };

  /** @param path below that of the project */
  protected async send<T>(
    operation: string,
    path: string,
    read: (body: unknown) => T,
    more: Omit<Operation, 'operation' | 'path'>,
  ): Promise<T> {
    return await this.perform({ operation, path: `/projects/${this.projectId}${path}`, ...more }, read);
  }
}
