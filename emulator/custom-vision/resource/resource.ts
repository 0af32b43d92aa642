/** The emulated training resource with its projects, trainings and exports, which share one clock and one storage. */
import type { Buffer } from 'node:buffer';
import { badRequest, notFound } from './api-error.ts';
import { Background } from './background.ts';
import type { ProjectBehavior } from './behavior.ts';
import type { Clock } from './clock.ts';
import { sendConnectionTest } from './delivery.ts';
import type { ServiceContext } from './delivery.ts';
import { Exports } from './exports.ts';
import { Faults } from './faults.ts';
import { ImageChanges } from './image-changes.ts';
import { Images } from './images.ts';
import { ProjectTransfer } from './project-transfer.ts';
import type { Project, ProjectSettings } from './project.ts';
import { Projects } from './projects.ts';
import type { ProjectUpdate } from './projects.ts';
import type { ServiceStorage } from './storage.ts';
import { TIERS } from './tier.ts';
import type { Tier, TierLimits } from './tier.ts';
import { Trainings } from './trainings.ts';

export interface ServiceOptions {
  clock: Clock;
  storage: ServiceStorage;
  /** What differs from `DEFAULT_BEHAVIOR` in projects that are given no behaviour. */
  behavior?: Partial<ProjectBehavior>;
  /** Default: unlimited. */
  tier?: Tier;
  /** What goes wrong with messages and blobs. Default: nothing. */
  faults?: Faults;
}

type StorageUris = Pick<ProjectSettings, 'exportModelContainerUri' | 'notificationQueueUri'>;

export class CustomVisionService {
  readonly projects: Projects;
  readonly images: Images;
  readonly imageChanges: ImageChanges;
  readonly trainings: Trainings;
  readonly exports: Exports;
  readonly transfer: ProjectTransfer;
  readonly limits: TierLimits;
  readonly #background = new Background();
  readonly #context: ServiceContext;

  constructor({ clock, storage, behavior, tier = 'unlimited', faults = new Faults() }: ServiceOptions) {
    this.limits = TIERS[tier];
    this.projects = new Projects(clock, behavior, this.limits.projects);
    this.#context = { clock, storage, background: this.#background, projects: this.projects, faults };
    this.images = new Images(this.#context, this.limits.imagesPerProject);
    this.imageChanges = new ImageChanges(this.#context);
    this.trainings = new Trainings(this.#context);
    this.exports = new Exports(this.#context);
    this.transfer = new ProjectTransfer(this.#context);
  }

  /** Milliseconds since 1970, by the clock of the service. */
  now(): number {
    return this.#context.clock.now();
  }

  /** The errors of storage after the caller had its answer. */
  get errors(): readonly Error[] {
    return this.#background.errors;
  }

  /** Makes a project without tags. It tries out URIs that are given before it does so. */
  async createProject(wanted: ProjectUpdate): Promise<Project> {
    await this.#tryOut(wanted.uris);
    const project = this.projects.create(wanted);
    await this.#testConnection(project, wanted.uris);
    return project;
  }

  /**
   * Replaces name, description and settings. It tries out URIs that are given before it changes anything.
   *
   * @throws ApiError BadRequestInvalidUri if one of them cannot be used
   */
  async updateProject(projectId: string, update: ProjectUpdate): Promise<Project> {
    const project = this.projects.findWritable(projectId);
    await this.#tryOut(update.uris);
    this.projects.change(project, update);
    await this.#testConnection(project, update.uris);
    return project;
  }

  /** Deletes the project. A training that runs is dropped, without an end and without a message. */
  deleteProject(projectId: string): void {
    const project = this.projects.findWritable(projectId);
    this.projects.delete(project);
    this.trainings.abandon(project);
  }

  /**
   * Reads a file of the service's own storage, by the path that a relative link gives.
   *
   * @throws ApiError where the project has no such file
   */
  async artifact(projectId: string, path: string): Promise<Buffer> {
    const { images, iterations } = this.projects.find(projectId);
    if (/^[a-z]+:|^\/\/|\\|(^|\/)\.\.?(\/|$)/i.test(path)) {
      throw badRequest('BadRequestInvalidArtifactUri', `"${path}" is not a relative path.`);
    }
    // The service's own links begin with a slash.
    const name = path.replace(/^\//, '');
    const exported = iterations.flatMap((iteration) => iteration.exports.map((done) => done.path));
    const uploaded = images.flatMap(({ file }) => [file?.path, file?.thumbnail]);
    if (name === '' || ![...exported, ...uploaded].includes(name)) {
      throw notFound('NotFound', `The project has no artifact "${path}".`);
    }
    return await this.#context.storage.readOwnCopy(name);
  }

  /** A link to a file of the service's own storage that needs no credentials. */
  link(name: string): string {
    return this.#context.storage.link(name);
  }

  /** Resolves after so many milliseconds of the service's clock; never, if the clock is closed before. */
  async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.#context.clock.schedule(ms, resolve));
  }

  /** Resolves once every message and blob that is on its way has arrived. */
  async idle(): Promise<void> {
    await this.#background.idle();
  }

  /** Stops the clock, so that nothing new begins, and waits for what is on its way. */
  async close(): Promise<void> {
    this.#context.clock.close();
    await this.idle();
  }

  async #tryOut(uris: StorageUris | undefined): Promise<void> {
    const { storage } = this.#context;
    const containerUri = uris?.exportModelContainerUri ?? null;
    const queueUri = uris?.notificationQueueUri ?? null;
    if (containerUri !== null) refuse('exportModelContainerUri', await storage.checkContainer(containerUri));
    if (queueUri !== null) refuse('notificationQueueUri', await storage.checkQueue(queueUri));
  }

  async #testConnection(project: Project, uris: StorageUris | undefined): Promise<void> {
    if (project.behavior.connectionTest === 'off') return;
    const containerUri = uris?.exportModelContainerUri ?? null;
    const queueUri = uris?.notificationQueueUri ?? null;
    if (containerUri !== null) await this.#context.storage.writeTestBlob(containerUri);
    if (queueUri !== null) await sendConnectionTest(this.#context, project);
  }
}

function refuse(member: string, reason: string | undefined): void {
  if (reason !== undefined) throw badRequest('BadRequestInvalidUri', `${member} cannot be used: ${reason}.`);
}
