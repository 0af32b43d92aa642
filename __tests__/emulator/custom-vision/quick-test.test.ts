import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Iteration, newImage, type Project } from '../../../emulator/custom-vision/resource/project.ts';
import { codeOf, startTestServer } from './http-client.ts';
import { png } from './pictures.ts';

let server: Awaited<ReturnType<typeof startTestServer>>;
let project: Project;
let iteration: Iteration;

beforeEach(async () => {
  server = await startTestServer();
  project = server.service.projects.add();
  iteration = server.service.trainings.add(project.id);
});
afterEach(async () => {
  await server.close();
});

test('QuickTestImage recognizes what the iteration was trained on, and makes up the rest', async () => {
  const sent = (file: Uint8Array, query = `iterationId=${iteration.id}&store=false`) =>
    server.call('POST', `/projects/${project.id}/quicktest/image?${query}`, {
      body: file,
      contentType: 'application/octet-stream',
    });
  const seen = png('seen');
  const [{ id: tagId, name: tagName } = { id: '', name: '' }, other] = project.tags;
  iteration.images = [
    newImage({ created: 0, tagIds: [tagId], digest: createHash('sha256').update(seen).digest('hex') }),
  ];
  const { status, body } = await sent(new Uint8Array(seen));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    project: project.id,
    iteration: iteration.id,
    predictions: [{ probability: 0.98, tagId, tagName }, { tagId: other?.id }],
  });
  const unseen = new Uint8Array(png('unseen'));
  expect((await sent(unseen)).body).toMatchObject({
    predictions: ((await sent(unseen, '')).body as { predictions: unknown }).predictions,
  });
  iteration.predicts = { [other?.name ?? '']: 0.7 };
  expect((await sent(unseen)).body).toMatchObject({
    predictions: [{ probability: 0.7, tagId: other?.id }, {}],
  });
});

test('QuickTestImage refuses what is no image, and an iteration that is not trained', async () => {
  const code = async (file: Buffer) =>
    codeOf(
      await server.call('POST', `/projects/${project.id}/quicktest/image`, {
        body: new Uint8Array(file),
        contentType: 'application/octet-stream',
      }),
    );
  expect(await code(Buffer.from('text'))).toBe('400 BadRequestImageFormat');
  expect(await code(Buffer.alloc(6 * 1024 * 1024 + 1))).toBe('400 BadRequestImageSizeBytes');
  iteration.status = 'Failed';
  expect(await code(png('alone'))).toBe('404 NotFoundProjectDefaultIteration');
});
