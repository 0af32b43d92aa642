/**
 * The training resource as a whole: its domains and its projects. What happens inside of one project is in
 * project-api.ts.
 * Source: the published Swagger, v3.4-preview, and the guide for a project that is integrated from the start.
 */
import { type Domain, type Project, readDomain, readList, readProject } from './entities.ts';
import { type Patience, perform } from './operation.ts';
import type { IntegrationUris } from './project-api.ts';
import type { ApiVersion, TrainingApi } from './training-api.ts';

export type ClassificationType = 'Multiclass' | 'Multilabel';

/** A project that the action may create. */
export interface NewProject {
  readonly name: string;
  readonly domain: Domain;
  /** `null`: the service chooses it. */
  readonly classificationType: ClassificationType | null;
}

/** Every method throws ServiceError, and the signal's reason when aborted. */
export class ResourceApi {
  private readonly api: TrainingApi;
  private readonly patience: Patience;

  constructor(api: TrainingApi, patience: Patience) {
    this.api = api;
    this.patience = patience;
  }

  async getDomains(): Promise<Domain[]> {
    const request = { operation: 'GetDomains', method: 'get', path: '/domains' } as const;
    return await perform(this.api, this.patience, request, readList(readDomain));
  }

  async getProjects(): Promise<Project[]> {
    const request = { operation: 'GetProjects', method: 'get', path: '/projects' } as const;
    return await perform(this.api, this.patience, request, readList(readProject));
  }

  /**
   * Creates a project with the two storage URIs. The guide has them in the query, on v3.3; the Swagger of v3.4-preview
   * has them in a body. Not repeated after a lost answer: that could create a second project of the same name.
   */
  async createProject(
    { name, domain, classificationType }: NewProject,
    uris: IntegrationUris,
    version: ApiVersion,
  ): Promise<Project> {
    const inQuery = version === 'v3.3';
    const request = {
      operation: 'CreateProject',
      method: 'post',
      path: '/projects',
      query: {
        name,
        domainId: domain.id,
        ...(classificationType === null ? {} : { classificationType }),
        ...(inQuery ? uris : {}),
      },
      body: inQuery ? undefined : uris,
      version,
      repetition: 'costly',
    } as const;
    return await perform(this.api, this.patience, request, readProject);
  }
}
