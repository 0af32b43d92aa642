/** Operations on tags. */
import { dataSet, get, projectOf, write } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { TAG_TYPES, tagUpdate } from '../tag-body.ts';
import { addTag, changeTag, findTag, removeTag } from '../../resource/tags.ts';
import { tagJson } from '../json.ts';

const TAGS = '/projects/{projectId}/tags';
const TAG = `${TAGS}/{tagId}`;

export const TAG_OPERATIONS: readonly Operation[] = [
  get('GetTags', TAGS, ['iterationId'], (call) => {
    const { tags, images } = dataSet(call);
    const { behavior } = projectOf(call);
    return tags.map((tag) => tagJson(tag, images, behavior));
  }),
  get('GetTag', TAG, ['iterationId'], (call) => {
    const set = dataSet(call);
    return tagJson(findTag(set, call.id('tagId')), set.images, projectOf(call).behavior);
  }),
  write('POST', 'CreateTag', TAGS, { query: ['name', 'description', 'type'] }, (call) => {
    const { service, id, query } = call;
    const project = service.projects.findWritable(id('projectId'));
    const wanted = {
      name: query.requiredText('name'),
      description: query.text('description') ?? null,
      type: query.oneOf('type', TAG_TYPES, 'Regular', 'BadRequestTagType'),
    };
    const tag = addTag(project, wanted, service.limits.tagsPerProject);
    return tagJson(tag, project.images, project.behavior);
  }),
  write('PATCH', 'UpdateTag', TAG, { takes: 'json' }, ({ service, id, body }) => {
    const project = service.projects.findWritable(id('projectId'));
    const update = tagUpdate(body, findTag(project, id('tagId')));
    return tagJson(changeTag(project, id('tagId'), update), project.images, project.behavior);
  }),
  write('DELETE', 'DeleteTag', TAG, {}, ({ service, id }) => {
    removeTag(service.projects.findWritable(id('projectId')), id('tagId'));
  }),
];
