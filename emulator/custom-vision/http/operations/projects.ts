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
  get('GetProjects', '/projects', [], (call) =>
    call.service.projects.newestFirst().map((project) => projectJson(project, call)),
  ),
  {
    ...write('POST', 'CreateProject', '/projects', { takes: 'json-v3.4-preview' }, async (call) => {
      return projectJson(await call.service.createProject(newProject(call)), call);
    }),
    query: (version) =>
      version === 'v3.3' ? [...CREATION_PARAMETERS, ...GUIDE_PARAMETERS] : CREATION_PARAMETERS,
  },
  get('GetProject', '/projects/{projectId}', [], (call) => projectJson(projectOf(call), call)),
  write('PATCH', 'UpdateProject', '/projects/{projectId}', { takes: 'json' }, async (call) => {
    const { service, version, id, body } = call;
    const project = service.projects.findWritable(id('projectId'));
    const update = projectUpdate(body, project, version);
    return projectJson(await service.updateProject(project.id, update), call);
  }),
  write('DELETE', 'DeleteProject', '/projects/{projectId}', {}, ({ service, id }) => {
    service.deleteProject(id('projectId'));
  }),
  get('ExportProject', '/projects/{projectId}/export', [], ({ service, version, id }) => {
    const { iterationCount, ...exported } = service.transfer.export(id('projectId'));
    // The blank iteration counted on versions before v3.4-preview.
    return { iterationCount: iterationCount + (version === 'v3.4-preview' ? 0 : 1), ...exported };
  }),
  write('POST', 'ImportProject', '/projects/import', { query: ['token', 'name'] }, (call) => {
    const { service, query } = call;
    return projectJson(service.transfer.import(query.requiredText('token'), query.text('name')), call);
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
