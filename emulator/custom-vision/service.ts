/** The emulated training resource: its projects, its trainings, its exports, on one clock and one storage. */
import { badRequest } from './api-error.ts';
import { Background } from './background.ts';
import type { ProjectBehavior } from './behavior.ts';
import type { Clock } from './clock.ts';
import { Exports } from './exports.ts';
import { messageText } from './notifications.ts';
import type { Project } from './project.ts';
import { Projects } from './projects.ts';
import type { ProjectUpdate } from './projects.ts';
import type { ServiceStorage } from './storage.ts';
import { Trainings } from './trainings.ts';

export interface ServiceOptions {
  clock: Clock;
  storage: ServiceStorage;
  /** What differs from `DEFAULT_BEHAVIOR` for projects that say nothing else. */
  behavior?: Partial<ProjectBehavior>;
}

export class CustomVisionService {
  readonly projects: Projects;
  readonly trainings: Trainings;
  readonly exports: Exports;
  readonly #background = new Background();
  readonly #clock: Clock;
  readonly #storage: ServiceStorage;

  constructor({ clock, storage, behavior }: ServiceOptions) {
    this.#clock = clock;
    this.#storage = storage;
    this.projects = new Projects(clock, behavior);
    const context = { clock, storage, background: this.#background, projects: this.projects };
    this.trainings = new Trainings(context);
    this.exports = new Exports(context);
  }

  /** What storage refused after the caller had its answer. */
  get errors(): readonly Error[] {
    return this.#background.errors;
  }

  /**
   * Replaces name, description and settings. URIs that are given are tried out before anything changes.
   *
   * @throws ApiError BadRequestInvalidUri if one of them cannot be used
   */
  async updateProject(projectId: string, update: ProjectUpdate): Promise<Project> {
    const project = this.projects.findWritable(projectId);
    const containerUri = update.uris?.exportModelContainerUri ?? null;
    const queueUri = update.uris?.notificationQueueUri ?? null;
    if (containerUri !== null)
      refuse('exportModelContainerUri', await this.#storage.checkContainer(containerUri));
    if (queueUri !== null) refuse('notificationQueueUri', await this.#storage.checkQueue(queueUri));
    this.projects.change(project, update);
    if (project.behavior.connectionTest === 'on') {
      if (containerUri !== null) await this.#storage.writeTestBlob(containerUri);
      if (queueUri !== null) {
        const test = messageText({ type: 'ConnectionTest', projectId: project.id }, project.behavior);
        await this.#storage.sendMessage(queueUri, test);
      }
    }
    return project;
  }

  /** Resolves once every message and blob that is under way has arrived. */
  async idle(): Promise<void> {
    await this.#background.idle();
  }

  /** Stops the clock, so nothing new begins, and waits for the rest. */
  async close(): Promise<void> {
    this.#clock.close();
    await this.idle();
  }
}

function refuse(member: string, reason: string | undefined): void {
  if (reason !== undefined) throw badRequest('BadRequestInvalidUri', `${member} cannot be used: ${reason}.`);
}
