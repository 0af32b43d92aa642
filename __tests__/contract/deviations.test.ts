import { expect, test } from '@jest/globals';
import { Contract } from './contract.ts';
import { describeContract, readContracts, SWAGGER_FOLDER } from './contracts.ts';
import { DEVIATIONS } from './deviations.ts';

const contracts = SWAGGER_FOLDER === '' ? new Map<string, Contract>() : await readContracts();

describeContract('Of the deviations from the Swagger,', () => {
  const cases = DEVIATIONS.flatMap((row) => row.versions.map((version) => ({ ...row, version })));

  test.each(cases)('“$name” is needed on $version', async ({ name, version, example }) => {
    const others = DEVIATIONS.filter((row) => row.name !== name);
    const without = await Contract.read(SWAGGER_FOLDER, version, others);
    const exchange = example(version);
    expect(contracts.get(version)?.refuse(exchange)).toEqual([]);
    expect(without.refuse(exchange)).not.toEqual([]);
  });

  test('each names its source, and has a name of its own', () => {
    for (const { source } of DEVIATIONS) expect(source.length).toBeGreaterThan(20);
    expect(new Set(DEVIATIONS.map(({ name }) => name)).size).toBe(DEVIATIONS.length);
  });
});
