/** The projects of the emulated resource: finds, adds, changes and deletes them. */
import { randomUUID } from 'node:crypto';
import { ApiError, badRequest, notFound } from './api-error.ts';
import { DEFAULT_BEHAVIOR } from './behavior.ts';
import type { ProjectBehavior } from './behavior.ts';
import type { Clock } from './clock.ts';
import { newImage } from './project.ts';
import { defaultTags, seededProject } from './project-seed.ts';
import type { ProjectSeed, TagSeed } from './project-seed.ts';
import type { Iteration, Project, ProjectSettings, Tag } from './project.ts';
import { checkPlatforms } from './project-settings.ts';

/** The changes of a PATCH; `uris` is absent if the API version does not know them. */
export interface ProjectUpdate {
  name: string;
  description: string | null;
  settings: Omit<ProjectSettings, 'exportModelContainerUri' | 'notificationQueueUri'>;
  uris?: Pick<ProjectSettings, 'exportModelContainerUri' | 'notificationQueueUri'>;
}

export class Projects {
  readonly #projects = new Map<string, Project>();
  readonly #clock: Clock;
  readonly #defaults: ProjectBehavior;
  readonly #limit: number;

  /**
   * @param defaults the behaviour of projects that are given none.
   * @param limit how many projects the resource may have.
   */
  constructor(clock: Clock, defaults: Partial<ProjectBehavior> = {}, limit = Infinity) {
    this.#clock = clock;
    this.#defaults = { ...DEFAULT_BEHAVIOR, ...defaults };
    this.#limit = limit;
  }

  /** How a new project behaves. */
  get defaults(): Readonly<ProjectBehavior> {
    return this.#defaults;
  }

  all(): Project[] {
    return [...this.#projects.values()];
  }

  /** As the service lists them. */
  newestFirst(): Project[] {
    return this.all()
      .reverse()
      .sort((a, b) => b.created - a.created);
  }

  /** @throws ApiError NotFoundProject */
  find(projectId: string): Project {
    const project = this.#projects.get(projectId.toLowerCase());
    if (project === undefined) throw notFound('NotFoundProject', `There is no project ${projectId}.`);
    return project;
  }

  /** @throws ApiError NotFoundProject or ForbiddenDRModeEnabled */
  findWritable(projectId: string): Project {
    const project = this.find(projectId);
    if (project.readOnly) {
      throw new ApiError(
        403,
        'ForbiddenDRModeEnabled',
        'The project is read-only: disaster recovery mode is on.',
      );
    }
    if (project.status === 'Importing') {
      throw badRequest('BadRequestWorkspaceCannotBeModified', 'The project is being imported.');
    }
    return project;
  }

  /**
   * Makes a project as a caller asks for it: without tags, with the emulator's default behaviour.
   *
   * @throws ApiError for an invalid name or platform, or for one project too many
   */
  create({ name, description, settings, uris }: ProjectUpdate): Project {
    this.#checkName(name);
    this.checkRoom();
    checkPlatforms(settings);
    return this.add({
      name,
      description,
      domain: settings.domain,
      settings: { ...settings, ...uris },
      tags: [],
    });
  }

  /** @throws ApiError BadRequestExceedProjectLimit */
  checkRoom(): void {
    if (this.#projects.size >= this.#limit) {
      throw badRequest(
        'BadRequestExceedProjectLimit',
        `The resource holds ${this.#projects.size} of ${this.#limit} projects.`,
      );
    }
  }

  /** Adds the project as it is, and refuses only an id that is there already. */
  adopt(project: Project): void {
    this.#checkName(project.name);
    this.#projects.set(project.id, project);
  }

  /** @throws ApiError BadRequestIterationIsPublished: such iterations have to be unpublished first */
  delete(project: Project): void {
    if (project.iterations.some(({ publishName }) => publishName !== '')) {
      throw badRequest(
        'BadRequestIterationIsPublished',
        'A project with a published iteration cannot be deleted; unpublish it first.',
      );
    }
    this.#projects.delete(project.id);
  }

  has(project: Project): boolean {
    return this.#projects.has(project.id);
  }

  add(seed: ProjectSeed = {}): Project {
    const project = seededProject(seed, this.#projects.size + 1, this.#clock.now(), this.#defaults);
    this.#projects.set(project.id, project);
    for (const tag of seed.tags ?? defaultTags(project.settings.domain)) this.addTag(project.id, tag);
    return project;
  }

  addTag(projectId: string, seed: TagSeed): Tag {
    const project = this.find(projectId);
    const tag: Tag = { id: randomUUID(), name: seed.name, description: null, type: seed.type ?? 'Regular' };
    project.tags.push(tag);
    this.addImages(projectId, seed.images, tag.id);
    return tag;
  }

  /** Adds images, so that the data set differs from the one trained last. Without a tag the images stay untagged. */
  addImages(projectId: string, count: number, tagId?: string): void {
    const project = this.find(projectId);
    for (let added = 0; added < count; added += 1) {
      project.images.push(
        newImage({ created: this.#clock.now(), tagIds: tagId === undefined ? [] : [tagId] }),
      );
    }
  }

  /** Changes everything but the two URIs, which need storage. The caller has checked that the project is writable. */
  change(project: Project, update: ProjectUpdate): void {
    const { name, description, settings } = update;
    this.#checkName(name, project);
    if (settings.domain.type !== project.settings.domain.type) {
      throw badRequest(
        'BadRequestProjectUnsupportedDomainTypeChange',
        `A project of the type ${project.settings.domain.type} cannot be changed to ${settings.domain.type}.`,
      );
    }
    checkPlatforms(settings);
    const { exportModelContainerUri, notificationQueueUri } = { ...project.settings, ...update.uris };
    project.name = name;
    project.description = description;
    project.settings = { ...settings, exportModelContainerUri, notificationQueueUri };
    project.lastModified = this.#clock.now();
  }

  /** `name`, with the first number in brackets that no project has. */
  freeName(name: string): string {
    const names = new Set(this.all().map((project) => project.name));
    let number = 1;
    while (names.has(`${name} (${number})`)) number += 1;
    return `${name} (${number})`;
  }

  #checkName(name: string, project?: Project): void {
    if (name.trim() === '') throw badRequest('BadRequestProjectName', 'A project needs a name.');
    if (this.all().some((other) => other !== project && other.name === name)) {
      throw badRequest('BadRequestProjectNameNotUnique', `Another project has the name "${name}".`);
    }
  }
}

/** @throws ApiError NotFoundIteration */
export function findIteration(project: Project, iterationId: string): Iteration {
  const iteration = project.iterations.find((candidate) => candidate.id === iterationId.toLowerCase());
  if (iteration === undefined) {
    throw notFound('NotFoundIteration', `The project ${project.id} has no iteration ${iterationId}.`);
  }
  return iteration;
}
