/** Operations on whole projects. */
import { ApiError } from '../../resource/api-error.ts';
import { projectUpdate } from '../request-bodies.ts';
import { newProject } from '../new-project.ts';
import { Reply, get, projectOf, write } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { projectJson } from '../json.ts';

const CREATION_PARAMETERS = [
  'name',
  'description',
  'domainId',
  'classificationType',
  'targetExportPlatforms',
];
/** The integration guide sends these in the query; v3.4-preview takes them in a body. */
const GUIDE_PARAMETERS = ['exportModelContainerUri', 'notificationQueueUri'];

export const PROJECT_OPERATIONS: readonly Operation[] = [
  get('GetProjects', '/projects', [], ({ service, version }) =>
    service.projects.all().map((project) => projectJson(project, version)),
  ),
  {
    ...write('POST', 'CreateProject', '/projects', { takes: 'json-v3.4-preview' }, async (call) => {
      const { service, version } = call;
      return projectJson(await service.createProject(newProject(call)), version);
    }),
    query: (version) =>
      version === 'v3.3' ? [...CREATION_PARAMETERS, ...GUIDE_PARAMETERS] : CREATION_PARAMETERS,
  },
  get('GetProject', '/projects/{projectId}', [], (call) => projectJson(projectOf(call), call.version)),
  write(
    'PATCH',
    'UpdateProject',
    '/projects/{projectId}',
    { takes: 'json' },
    async ({ service, version, id, body }) => {
      const project = service.projects.findWritable(id('projectId'));
      const update = projectUpdate(body, project, version);
      return projectJson(await service.updateProject(project.id, update), version);
    },
  ),
  write('DELETE', 'DeleteProject', '/projects/{projectId}', {}, ({ service, id }) => {
    service.deleteProject(id('projectId'));
  }),
  get('ExportProject', '/projects/{projectId}/export', [], ({ service, id }) =>
    service.transfer.export(id('projectId')),
  ),
  write('POST', 'ImportProject', '/projects/import', { query: ['token', 'name'] }, (call) => {
    const { service, query, version } = call;
    return projectJson(service.transfer.import(query.requiredText('token'), query.text('name')), version);
  }),
  get('GetArtifact', '/projects/{projectId}/artifacts', ['path'], async (call) => {
    const { service, version, query } = call;
    const project = projectOf(call);
    if (version === 'v3.3' && project.behavior.artifactsServedBy === 'v3.4-preview') {
      throw new ApiError(500, 'ErrorUnknown', 'The artifact cannot be read on this version.');
    }
    return new Reply(200, await service.artifact(project.id, query.requiredText('path')));
  }),
];
