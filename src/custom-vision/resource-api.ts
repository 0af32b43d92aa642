/**
 * The training resource as a whole, in the project's own words: its domains and its projects. What happens inside of
 * one project is in custom-vision.ts.
 * Source: the published Swagger, v3.4-preview, and the guide for a new project that is integrated from the start.
 */
import type { IntegrationUris } from './project-api.ts';
import { perform } from './operation.ts';
import type { Patience } from './operation.ts';
import { type Domain, type Project, readDomain, readList, readProject } from './entities.ts';
import type { ApiVersion, TrainingApi } from './training-api.ts';

export type ClassificationType = 'Multiclass' | 'Multilabel';

/** A project as it is to be created. */
export interface NewProject {
  readonly name: string;
  readonly domain: Domain;
  /** `null`: as the service has it. */
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
    return await perform(this.api, this.patience, 'safe', request, readList(readDomain));
  }

  async getProjects(): Promise<Project[]> {
    const request = { operation: 'GetProjects', method: 'get', path: '/projects' } as const;
    return await perform(this.api, this.patience, 'safe', request, readList(readProject));
  }

  /**
   * Creates a project with the two storage URIs. The guide has them in the query, on v3.3; the Swagger of v3.4-preview
   * has them in a body. Never sent twice by itself: two projects of one name are nobody's wish.
   */
  async createProject(
    { name, domain, classificationType }: NewProject,
    uris: IntegrationUris,
    version: ApiVersion,
  ): Promise<Project> {
    const query = {
      name,
      domainId: domain.id,
      ...(classificationType === null ? {} : { classificationType }),
    };
    const operation = { operation: 'CreateProject', method: 'post', path: '/projects' } as const;
    const request =
      version === 'v3.3'
        ? { ...operation, query: { ...query, ...uris } }
        : { ...operation, query, body: uris };
    return await perform(this.api, this.patience, 'costly', request, readProject, version);
  }
}
