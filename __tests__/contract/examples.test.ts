import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OPERATIONS } from '../../emulator/custom-vision/http/operations.ts';
import {
  describeContract,
  readContracts,
  refusedAnswers,
  refusedRequests,
  SWAGGER_FOLDER,
  type Contracts,
} from './contracts.ts';
import { EXAMPLE_DIFFERENCES } from './example-differences.ts';
import { OPERATION_CASES } from './operation-cases.ts';
import { rebuilt, shapeOf } from './replay.ts';
import { readExamples, readSwagger, VERSIONS, type PublishedExample } from './swagger.ts';
import { Recorder, seedFor } from './world.ts';

/** None where the two Swagger files were fetched alone. */
const examples = SWAGGER_FOLDER === '' ? new Map<string, PublishedExample>() : readExamples(SWAGGER_FOLDER);
const REPLAYED = VERSIONS.flatMap((version) =>
  OPERATIONS.flatMap((operation) => {
    const example = examples.get(operation.id);
    return example === undefined ? [] : [{ version, operation, example, id: operation.id }];
  }),
);
const describeExamples = examples.size === 0 ? describe.skip : describeContract;

describeExamples('Of the published examples,', () => {
  const explained = new Set<string>();
  let recorder: Recorder;
  let contracts: Contracts;

  beforeAll(async () => {
    [recorder, contracts] = await Promise.all([Recorder.start(), readContracts()]);
  });
  afterAll(async () => {
    await recorder.close();
  });

  test('there is one for each operation of the emulator', () => {
    expect(OPERATIONS.map(({ id }) => id).filter((id) => !examples.has(id))).toEqual([]);
  });

  test.each(REPLAYED)(
    '$id is answered in the same shape on $version',
    async ({ version, id, operation, example }) => {
      const seed = { description: 'A test project', ...seedFor(id) };
      const world = await (operation.method === 'GET' ? recorder.readOnlyWorld(seed) : recorder.world(seed));
      for (const tag of world.project.project.tags) tag.description = 'A tree';
      // An iteration can only be unpublished once it is published.
      OPERATION_CASES[id]?.(world, version);
      const call = rebuilt(example, operation, readSwagger(SWAGGER_FOLDER, version), world);
      const { exchange, status, answer } = await recorder.call(version, call, world.ids);

      expect(Object.keys(example.responses)).toContain(String(status));
      const published = shapeOf(example.responses[status]?.body);
      const emulated = shapeOf(answer);
      const differences = [
        ...published.filter((line) => !emulated.includes(line)).map((line) => `${id} - ${line}`),
        ...emulated.filter((line) => !published.includes(line)).map((line) => `${id} + ${line}`),
      ];
      const unexplained = differences.filter((difference) => {
        const rows = EXAMPLE_DIFFERENCES.filter(({ line }) => line.test(difference));
        for (const { line } of rows) explained.add(line.source);
        return rows.length === 0;
      });
      expect(unexplained).toEqual([]);
      expect(refusedRequests([exchange], contracts)).toEqual([]);
      expect(refusedAnswers([exchange], contracts)).toEqual([]);
    },
  );

  test('every explained difference is still one', () => {
    const idle = EXAMPLE_DIFFERENCES.filter(({ line }) => !explained.has(line.source));
    expect(idle.map(({ why }) => why)).toEqual([]);
  });
});
