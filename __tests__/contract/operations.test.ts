import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ProjectBehavior } from '../../emulator/custom-vision/resource/behavior.ts';
import { NOT_EMULATED, OPERATIONS } from '../../emulator/custom-vision/http/operations.ts';
import {
  describeContract,
  readContracts,
  refusedAnswers,
  refusedRequests,
  type Contracts,
} from './contracts.ts';
import { OPERATION_CASES } from './operation-cases.ts';
import { VERSIONS } from './swagger.ts';
import { Recorder, seedFor } from './world.ts';

/** What is not known of the service, as far as it shows in answers. */
const MANNERS: readonly Partial<ProjectBehavior>[] = [
  {},
  { unsetMembers: 'null', dates: 'zoneless' },
  { unsetMembers: 'empty', urisEchoedBy: 'v3.3' },
  { unsetMembers: 'absent', urisEchoedBy: 'v3.4-preview', downloadUris: 'relative' },
];

const CALLS = VERSIONS.flatMap((version) => OPERATIONS.map((operation) => ({ version, ...operation })));

describeContract('Of the operations that the emulator has,', () => {
  let recorder: Recorder;
  let contracts: Contracts;

  beforeAll(async () => {
    [recorder, contracts] = await Promise.all([Recorder.start(), readContracts()]);
  });
  afterAll(async () => {
    await recorder.close();
  });

  test('each has a case here', () => {
    expect(Object.keys(OPERATION_CASES).sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
  });

  test.each(VERSIONS)(
    'each is one of the Swagger’s, and the rest are named as not emulated, on %s',
    (version) => {
      const contract = contracts.get(version);
      const known = [...OPERATIONS, ...NOT_EMULATED].map(({ id, method, path }) => [id, method, path]);
      const published = contract?.operations.map(({ id, method, path }) => [id, method, path]);
      expect(known.sort()).toEqual(published?.sort());
    },
  );

  test.each(CALLS)(
    '$id on $version takes the Swagger’s parameters and no others',
    ({ id, version, query }) => {
      const operation = contracts.get(version)?.operations.find((published) => published.id === id);
      expect(query(version).toSorted()).toEqual(operation?.query.toSorted());
    },
  );

  test.each(CALLS)(
    '$id on $version is called and answers as documented',
    async ({ id, version, method, path }) => {
      for (const behavior of MANNERS) {
        const world = await (method === 'GET'
          ? recorder.readOnlyWorld({ behavior })
          : recorder.world({ behavior, ...seedFor(id) }));
        const { status = 200, ...request } = OPERATION_CASES[id]?.(world, version) ?? {};
        const told = await recorder.call(version, { method, path, ...request }, world.ids);
        expect({ answer: told.answer, status: told.status }).toMatchObject({ status });
        expect(told.exchange.operation).toBe(id);
        expect(refusedRequests([told.exchange], contracts)).toEqual([]);
        expect(refusedAnswers([told.exchange], contracts)).toEqual([]);
      }
    },
  );

  test.each(CALLS)('$id on $version refuses as documented', async ({ id, version, method, path }) => {
    const world = await recorder.readOnlyWorld(seedFor(id));
    const { query = '', body } = OPERATION_CASES[id]?.(world, version) ?? {};
    const nowhere = '00000000-0000-0000-0000-00000000dead';
    const strangers = Object.fromEntries(Object.keys(world.ids).map((name) => [name, nowhere]));
    const call = { method, path, query, ...(body !== undefined && { body }) };

    const unknown = await recorder.call(version, { ...call, query: `region=west&${query}` }, world.ids);
    expect(unknown.status).toBe(400);
    expect(refusedRequests([unknown.exchange], contracts)).toEqual([
      `${version} ${id} request: /query has the undocumented "region"`,
    ]);
    const noKey = await recorder.call(version, { ...call, key: 'another-key' }, world.ids);
    expect(noKey.status).toBe(401);
    const missing = path.includes('{') ? [await recorder.call(version, call, strangers)] : [];
    expect(missing.every(({ status }) => status === 404)).toBe(true);
    const answers = [unknown, noKey, ...missing].map(({ exchange }) => exchange);
    expect(refusedAnswers(answers, contracts)).toEqual([]);
  });

  test('a batch with a duplicate answers 207 as documented', async () => {
    const { ids } = await recorder.world();
    const again = { images: [{ name: 'one.png', contents: Buffer.from('no picture').toString('base64') }] };
    const call = { method: 'POST', path: '/projects/{projectId}/images/files', body: again };
    for (const version of VERSIONS) {
      const { exchange, status } = await recorder.call(version, call, ids);
      expect(status).toBe(207);
      expect(refusedAnswers([exchange], contracts)).toEqual([]);
    }
  });
});
