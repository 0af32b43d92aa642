/**
 * Every operation is emulated on both versions, tested, and in the README. After a change of the operations,
 * `UPDATE_README=1` before this test's command line writes the table anew.
 */
import { expect, test } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  DETECTION_GENERAL_COMPACT,
  GENERAL_COMPACT,
} from '../../../emulator/custom-vision/resource/domains.ts';
import { NOT_EMULATED, OPERATIONS } from '../../../emulator/custom-vision/http/operations.ts';
import { startTestServer } from './http-client.ts';
import { notesThatDoNotFit, operationTable, testedBy } from './operation-table.ts';
import { png } from './pictures.ts';

const README = path.join(import.meta.dirname, '..', '..', '..', 'emulator', 'README.md');
const TABLE = /(?<=<!-- operations -->\n\n)[^]*?(?=\n\n<!-- end of operations -->)/;
const MISSING = /(?<=<!-- not emulated -->\n\n)[^]*?(?=\n\n<!-- end of not emulated -->)/;
const RESOURCE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a';

test.each(['v3.3', 'v3.4-preview'])('on %s every operation succeeds in one story', async (version) => {
  const server = await startTestServer({ behavior: { downloadUris: 'relative' } });
  try {
    const base = `/customvision/${version}/training`;
    const call = async (method: string, below: string, body?: unknown, contentType = 'application/json') => {
      const response = await server.send(method, below, { base, body, contentType });
      const bytes = Buffer.from(await response.arrayBuffer());
      return (/[[{\d]/.exec(bytes.subarray(0, 1).toString()) ? JSON.parse(bytes.toString()) : {}) as {
        id: string;
        token: string;
        name: string;
      };
    };
    await call('GET', '/domains');
    await call('GET', `/domains/${GENERAL_COMPACT.id}`);
    await call('GET', '/projects');
    const project = await call('POST', `/projects?name=trees&domainId=${GENERAL_COMPACT.id}`);
    const at = `/projects/${project.id}`;
    await call('GET', at);
    await call('PATCH', at, project);
    const tag = await call('POST', `${at}/tags?name=oak`);
    await call('POST', `${at}/tags?name=elm`);
    await call('GET', `${at}/tags`);
    await call('GET', `${at}/tags/${tag.id}`);
    await call('PATCH', `${at}/tags/${tag.id}`, tag);
    for (const { id } of server.service.projects.find(project.id).tags) {
      const images = [1, 2, 3, 4, 5].map((n) => ({ contents: png(`${id} ${n}`).toString('base64') }));
      await call('POST', `${at}/images/files`, { images, tagIds: [id] });
    }
    await call('POST', `${at}/images`, new Uint8Array(png('alone')), 'application/octet-stream');
    for (const which of ['', '/tagged', '/untagged']) {
      await call('GET', `${at}/images${which}`);
      await call('GET', `${at}/images${which}/count`);
    }
    const [image] = server.service.projects.find(project.id).images;
    const imageIds = image?.id ?? '';
    await call('GET', `${at}/images/id?imageIds=${imageIds}`);
    await call('POST', `${at}/images/urls`, {
      images: [{ url: `data:image/png;base64,${png('there').toString('base64')}` }],
    });
    await call('POST', `${at}/images/metadata?imageIds=${imageIds}`, { path: 'a.png' });
    const inside = server.service.projects.find(project.id);
    const { settings } = inside;
    inside.settings = { ...settings, domain: DETECTION_GENERAL_COMPACT };
    const box = { left: 0.1, top: 0.1, width: 0.5, height: 0.5 };
    const regions = [{ imageId: imageIds, tagId: tag.id, ...box }];
    const made = (await call('POST', `${at}/images/regions`, { regions })) as unknown as {
      created: { regionId: string }[];
    };
    await call('DELETE', `${at}/images/regions?regionIds=${made.created[0]?.regionId ?? ''}`);
    inside.settings = settings;
    await call('DELETE', `${at}/images/tags?imageIds=${imageIds}&tagIds=${tag.id}`);
    await call('POST', `${at}/images/tags`, { tags: [{ imageId: imageIds, tagId: tag.id }] });
    const iteration = await call('POST', `${at}/train`, { selectedTags: [] });
    server.clock.advance(60_000);
    const trained = `${at}/iterations/${iteration.id}`;
    await call('GET', `${at}/iterations`);
    await call('GET', trained);
    await call('PATCH', trained, { name: 'first' });
    await call('GET', `${trained}/performance`);
    await call('POST', `${trained}/export?platform=ONNX`);
    server.clock.advance(10_000);
    await server.service.idle();
    const [exported] = (await call('GET', `${trained}/export`)) as unknown as { downloadUri: string }[];
    await call('GET', `${at}/artifacts?path=${exported?.downloadUri ?? ''}`);
    await call(
      'POST',
      `${at}/quicktest/image?store=false`,
      new Uint8Array(png('alone')),
      'application/octet-stream',
    );
    await call('POST', `${trained}/publish?publishName=live&predictionId=${RESOURCE}`);
    await call('DELETE', `${trained}/publish`);
    const { token } = await call('GET', `${at}/export`);
    await call('POST', `/projects/import?token=${encodeURIComponent(token)}`);
    await call('DELETE', `${at}/images?allImages=true`);
    await call('DELETE', `${at}/tags/${tag.id}`);
    await call('DELETE', trained);
    await call('DELETE', at);

    expect(server.exchanges.filter(({ status }) => status === null || status >= 300)).toEqual([]);
    const called = server.exchanges.map(({ operation }) => operation);
    expect(new Set(called)).toEqual(new Set(OPERATIONS.map(({ id }) => id)));
  } finally {
    await server.close();
  }
});

test('every operation has a test that names it', async () => {
  const tests = await testedBy();
  expect(Object.keys(tests).filter((id) => tests[id] === undefined)).toEqual([]);
});

test('the README shows every operation with its call, what is faithful, what is unknown, and its test', async () => {
  expect(notesThatDoNotFit()).toEqual([]);
  const missing = NOT_EMULATED.map(({ id }) => `- ${id}`).join('\n');
  const table = await operationTable();
  const readme = await readFile(README, 'utf8');
  if (process.env.UPDATE_README === '1') {
    await writeFile(
      README,
      readme.replace(TABLE, () => table).replace(MISSING, () => missing),
    );
  } else {
    expect(TABLE.exec(readme)?.[0]).toBe(table);
    expect(MISSING.exec(readme)?.[0]).toBe(missing);
  }
});
