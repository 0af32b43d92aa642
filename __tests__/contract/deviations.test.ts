import { expect, test } from '@jest/globals';
import { Contract } from './contract.ts';
import { describeContract, readContracts, SWAGGER_FOLDER } from './contracts.ts';
import { DEVIATIONS } from './deviations.ts';

const contracts = SWAGGER_FOLDER === '' ? new Map<string, Contract>() : await readContracts();

describeContract('Of the deviations from the Swagger,', () => {
  const cases = DEVIATIONS.flatMap((row) => row.versions.map((version) => ({ ...row, version })));

  test.each(cases)('“$name” is needed on $version', async ({ name, version, example }) => {
    const others = DEVIATIONS.filter((row) => row.name !== name);
    const exchange = example(version);
    // To read all operations once more for each row would take long.
    const isItsPath = (template: string): boolean =>
      new RegExp(`/training${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(exchange.path);
    const without = await Contract.read(SWAGGER_FOLDER, version, others, isItsPath);
    expect(contracts.get(version)?.refuse(exchange)).toEqual([]);
    const refused = without.refuse(exchange);
    expect(refused).not.toEqual([]);
    expect(refused.join('\n')).not.toContain('the API has no such method and path');
  });

  test('each names its source, and has a name of its own', () => {
    for (const { source } of DEVIATIONS) expect(source.length).toBeGreaterThan(20);
    expect(new Set(DEVIATIONS.map(({ name }) => name)).size).toBe(DEVIATIONS.length);
  });
});
