/**
 * The training resource as a whole: its projects. What happens inside of one project is in
 * project-api.ts.
 * Source: the published Swagger, v3.4-preview, and the guide for a project that is integrated from the start.
 */
import { type Domain, type Project, readList, readProject } from './entities.ts';
import { Operations } from './operation.ts';
import type { IntegrationUris } from './project-api.ts';
import type { ApiVersion } from './training-api.ts';

export type ClassificationType = 'Multiclass' | 'Multilabel';

/** A project that the action may create. */
export interface NewProject {
  readonly name: string;
  readonly domain: Domain;
  /** `null`: the service chooses it. */
  readonly classificationType: ClassificationType | null;
}

/** Every method throws ServiceError, and the signal's reason when aborted. */
export class ResourceApi extends Operations {
  async getProjects(): Promise<Project[]> {
    return await this.perform({ operation: 'GetProjects', path: '/projects' }, readList(readProject));
  }

  /**
   * Creates a project, mostly with the two storage URIs. The guide has them in the query, on v3.3; the Swagger of v3.4-preview
   * has them in a body. Not repeated after a lost answer: that could create a second project of the same name.
   */
  async createProject(
    { name, domain, classificationType }: NewProject,
    uris: IntegrationUris | null,
    version: ApiVersion,
  ): Promise<Project> {
    const query = {
      name,
      domainId: domain.id,
      ...(classificationType === null ? {} : { classificationType }),
    };
    return await this.perform(
      {
        operation: 'CreateProject',
        method: 'post',
        path: '/projects',
        version,
        repetition: 'costly',
        ...(version === 'v3.3' ? { query: { ...query, ...uris } } : { query, body: uris ?? undefined }),
      },
      readProject,
    );
  }
}
