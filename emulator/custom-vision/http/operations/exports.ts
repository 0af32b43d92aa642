/** Operations on exports. */
import { get, projectOf, write } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { exportJson } from '../json.ts';

const EXPORT = '/projects/{projectId}/iterations/{iterationId}/export';

export const EXPORT_OPERATIONS: readonly Operation[] = [
  get('GetExports', EXPORT, [], (call) => {
    const { behavior } = projectOf(call);
    const exports = call.service.exports.list(call.id('projectId'), call.id('iterationId'));
    return exports.map((done) => exportJson(done, behavior));
  }),
  write('POST', 'ExportIteration', EXPORT, { query: ['platform', 'flavor'] }, (call) => {
    const { service, id, query } = call;
    const platform = query.requiredText('platform');
    const flavor = query.text('flavor') ?? null;
    const started = service.exports.start(id('projectId'), id('iterationId'), platform, flavor);
    return exportJson(started, projectOf(call).behavior);
  }),
];
