/** The operations of the training API, named and parameterized as in the Swagger. */
import { badRequest, notFound } from './api-error.ts';
import type { ApiVersion } from './behavior.ts';
import { iterationUpdate, projectUpdate, trainingParameters } from './bodies.ts';
import { DOMAINS, findDomain } from './domains.ts';
import { asGuid } from './parameters.ts';
import type { Json, Query } from './parameters.ts';
import type { Image, Project, Tag } from './project.ts';
import { findIteration } from './projects.ts';
import type { CustomVisionService } from './service.ts';
import { domainJson, exportJson, iterationJson, projectJson, tagJson } from './wire.ts';

interface Call {
  service: CustomVisionService;
  version: ApiVersion;
  /** A GUID from the path, in lower case. */
  id: (name: 'projectId' | 'iterationId' | 'domainId' | 'tagId') => string;
  query: Query;
  /** `undefined`: no body was sent. */
  body: Json | undefined;
}

export interface Operation {
  /** The Swagger's operationId. */
  id: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the version's base path. */
  path: string;
  query: readonly string[];
  takesBody: boolean;
  /** @returns the JSON to answer with status 200; `undefined`: 204. */
  answer: (call: Call) => unknown;
}

const COUNT_PARAMETERS = ['iterationId', 'taggingStatus', '$filter', 'tagIds'];
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

export const OPERATIONS: readonly Operation[] = [
  get('GetDomains', '/domains', [], ({ version }) => DOMAINS.map((domain) => domainJson(domain, version))),
  get('GetDomain', '/domains/{domainId}', [], ({ id, version }) => {
    const domain = findDomain(id('domainId'));
    if (domain === undefined) throw notFound('NotFoundDomain', `There is no domain ${id('domainId')}.`);
    return domainJson(domain, version);
  }),
  get('GetProjects', '/projects', [], ({ service, version }) =>
    service.projects.all().map((project) => projectJson(project, version)),
  ),
  get('GetProject', '/projects/{projectId}', [], (call) => projectJson(projectOf(call), call.version)),
  {
    ...write(
      'PATCH',
      'UpdateProject',
      '/projects/{projectId}',
      [],
      async ({ service, version, id, body }) => {
        const project = service.projects.findWritable(id('projectId'));
        const update = projectUpdate(body, project, version);
        return projectJson(await service.updateProject(project.id, update), version);
      },
    ),
    takesBody: true,
  },
  get('GetTags', '/projects/{projectId}/tags', ['iterationId'], (call) => {
    const { tags, images } = dataSet(call);
    return tags.map((tag) => tagJson(tag, images));
  }),
  get('GetImageCount', '/projects/{projectId}/images/count', COUNT_PARAMETERS, (call) => {
    if (call.query.text('$filter') !== undefined) {
      throw badRequest('BadRequestNotSupported', 'The emulated images have no metadata to filter by.');
    }
    const status = call.query.oneOf('taggingStatus', ['All', 'Tagged', 'Untagged'], 'All');
    const images = imagesWithTags(call);
    if (status === 'All') return images.length;
    return images.filter((image) => image.tagIds.length > 0 === (status === 'Tagged')).length;
  }),
  get(
    'GetTaggedImageCount',
    '/projects/{projectId}/images/tagged/count',
    ['iterationId', 'tagIds'],
    (call) => imagesWithTags(call).filter((image) => image.tagIds.length > 0).length,
  ),
  get(
    'GetUntaggedImageCount',
    '/projects/{projectId}/images/untagged/count',
    ['iterationId'],
    (call) => dataSet(call).images.filter((image) => image.tagIds.length === 0).length,
  ),
  {
    ...write(
      'POST',
      'TrainProject',
      '/projects/{projectId}/train',
      ['trainingType', 'reservedBudgetInHours', 'forceTrain', 'notificationEmailAddress'],
      (call) => {
        const { service, version, id, query, body } = call;
        const email = query.text('notificationEmailAddress');
        if (email !== undefined && !EMAIL.test(email)) {
          throw badRequest('BadRequestInvalidEmailAddress', `"${email}" is no e-mail address.`);
        }
        const iteration = service.trainings.train(id('projectId'), {
          trainingType: query.oneOf('trainingType', ['Regular', 'Advanced'], 'Regular'),
          reservedBudgetInHours: query.integer('reservedBudgetInHours'),
          forceTrain: query.boolean('forceTrain'),
          ...trainingParameters(body, version),
        });
        return iterationJson(iteration, projectOf(call), version);
      },
    ),
    takesBody: true,
  },
  get('GetIterations', '/projects/{projectId}/iterations', [], (call) => {
    const project = projectOf(call);
    // The service promises no order: by id is one that no caller can take for the order of time.
    return project.iterations
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((iteration) => iterationJson(iteration, project, call.version));
  }),
  get('GetIteration', '/projects/{projectId}/iterations/{iterationId}', [], (call) => {
    const project = projectOf(call);
    return iterationJson(findIteration(project, call.id('iterationId')), project, call.version);
  }),
  {
    ...write('PATCH', 'UpdateIteration', '/projects/{projectId}/iterations/{iterationId}', [], (call) => {
      const { service, version, id, body } = call;
      const name = iterationUpdate(body, version);
      const iteration = service.trainings.rename(id('projectId'), id('iterationId'), name);
      return iterationJson(iteration, projectOf(call), version);
    }),
    takesBody: true,
  },
  write('DELETE', 'DeleteIteration', '/projects/{projectId}/iterations/{iterationId}', [], (call) => {
    call.service.trainings.delete(call.id('projectId'), call.id('iterationId'));
  }),
  write(
    'POST',
    'ExportIteration',
    '/projects/{projectId}/iterations/{iterationId}/export',
    ['platform', 'flavor'],
    ({ service, id, query }) => {
      const platform = query.requiredText('platform');
      const flavor = query.text('flavor') ?? null;
      return exportJson(service.exports.start(id('projectId'), id('iterationId'), platform, flavor));
    },
  ),
  get('GetExports', '/projects/{projectId}/iterations/{iterationId}/export', [], (call) =>
    findIteration(projectOf(call), call.id('iterationId')).exports.map(exportJson),
  ),
];

function get(id: string, path: string, query: readonly string[], answer: Operation['answer']): Operation {
  return { id, method: 'GET', path, query, takesBody: false, answer };
}

function write(
  method: 'POST' | 'PATCH' | 'DELETE',
  id: string,
  path: string,
  query: readonly string[],
  answer: Operation['answer'],
): Operation {
  return { id, method, path, query, takesBody: false, answer };
}

function projectOf({ service, id }: Call): Project {
  return service.projects.find(id('projectId'));
}

/** The project's tags and images, now or as they were for the iteration in the query. */
function dataSet(call: Call): { tags: readonly Tag[]; images: readonly Image[] } {
  const project = projectOf(call);
  const iterationId = call.query.guid('iterationId');
  return iterationId === undefined ? project : findIteration(project, iterationId);
}

function imagesWithTags(call: Call): readonly Image[] {
  const { images } = dataSet(call);
  const wanted = call.query.guids('tagIds');
  return images.filter(({ tagIds }) => wanted.length === 0 || tagIds.some((id) => wanted.includes(id)));
}

/** @throws ApiError if a path's id is no GUID */
export function pathId(values: Readonly<Record<string, string>>, name: string): string {
  return asGuid(values[name], name);
}
