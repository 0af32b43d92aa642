/** Exports a project as a token, and imports it from one. */
import { randomUUID } from 'node:crypto';
import { badRequest } from './api-error.ts';
import type { ServiceContext } from './delivery.ts';
import { plain } from './project.ts';
import type { Project } from './project.ts';
import { isRunning } from './training-rules.ts';

export interface ProjectExport {
  iterationCount: number;
  imageCount: number;
  tagCount: number;
  regionCount: number;
  estimatedImportTimeInMS: number;
  /** Whoever has this token can import the project. */
  token: string;
}

const MS_PER_SECOND = 1000;
const GUIDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

export class ProjectTransfer {
  readonly #context: ServiceContext;
  /** The exported projects as they were, by token. */
  readonly #exported = new Map<string, Project>();

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** @throws ApiError BadRequestExportWhileTraining */
  export(projectId: string): ProjectExport {
    const project = this.#context.projects.find(projectId);
    if (project.iterations.some(isRunning)) {
      throw badRequest('BadRequestExportWhileTraining', 'A project cannot be exported while it trains.');
    }
    const token = this.#context.storage.link(`prjexp-${plain(project.id)}/project-export-info`);
    this.#exported.set(token, structuredClone(project));
    return {
      iterationCount: project.iterations.length,
      imageCount: project.images.length,
      // Those of each iteration count as well.
      tagCount: [project, ...project.iterations].reduce((sum, { tags }) => sum + tags.length, 0),
      regionCount: project.images.reduce((sum, { regions }) => sum + regions.length, 0),
      estimatedImportTimeInMS: project.behavior.importSeconds * MS_PER_SECOND,
      token,
    };
  }

  /**
   * The copy has ids, times and a behaviour of its own. It is neither published nor integrated, and has the status
   * `Importing` for a while.
   *
   * @throws ApiError BadRequestInvalidImportToken; also for an invalid name, or for one project too many
   */
  import(token: string, name: string | undefined): Project {
    const { clock, projects } = this.#context;
    const original = this.#exported.get(token);
    if (original === undefined) {
      throw badRequest('BadRequestInvalidImportToken', 'The token is not one of this service.');
    }
    projects.checkRoom();
    const now = clock.now();
    const copy = withNewIds(original);
    Object.assign(copy, {
      name: name ?? projects.freeName(original.name),
      created: now,
      lastModified: now,
      readOnly: false,
      status: 'Importing',
      settings: { ...copy.settings, exportModelContainerUri: null, notificationQueueUri: null },
      behavior: { ...projects.defaults },
      blank: { ...copy.blank, created: now + copy.iterations.length + 1 },
      iterations: copy.iterations.map((iteration, index) => ({
        ...iteration,
        // Made by the import, though trained long before.
        created: now + index + 1,
        lastModified: now + index + 1,
        publishName: '',
        publishResourceId: '',
        exports: [],
      })),
    } satisfies Partial<Project>);
    projects.adopt(copy);
    clock.schedule(copy.behavior.importSeconds * MS_PER_SECOND, () => {
      copy.status = 'Succeeded';
    });
    return copy;
  }
}

/** Replaces every id that the project has given, wherever it occurs. */
function withNewIds(project: Project): Project {
  const regions = project.images.flatMap((image) => image.regions);
  const own = [project, ...project.tags, ...project.images, ...regions, ...project.iterations, project.blank];
  const newIds = new Map(own.map(({ id }) => [id, randomUUID() as string]));
  const text = JSON.stringify(project).replace(GUIDS, (id) => newIds.get(id) ?? id);
  return JSON.parse(text) as Project;
}
