import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '..', '..');
const ABSENT = 'scripts/absent';

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}
const { packages } = readJson('package-lock.json') as {
  packages: Record<string, { resolved?: string; link?: boolean; engines?: { node?: string } }>;
};
const absent = readdirSync(path.join(ROOT, ABSENT), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name: folder }) => ({
    folder,
    ...(readJson(`${ABSENT}/${folder}/package.json`) as { name: string }),
  }));

test.each(absent)('the lock file has no $name but the empty one', ({ folder, name }) => {
  const places = Object.keys(packages).filter((place) => place.endsWith(`node_modules/${name}`));
  expect(places).toEqual([`node_modules/${name}`]);
  expect(packages[`node_modules/${name}`]).toEqual({ resolved: `${ABSENT}/${folder}`, link: true });
});

test('the page on absent packages names each of them', () => {
  const page = readFileSync(path.join(ROOT, ABSENT, 'README.md'), 'utf8');
  expect(absent.length).toBeGreaterThan(0);
  expect(absent.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('npm skips the Node that comes along where it runs on one that will do', () => {
  const { engines } = readJson('scripts/node24/package.json') as { engines: { node: string } };
  expect(engines.node).toBe('<24');
  expect(packages['scripts/node24']).toMatchObject({ optional: true, engines });
});
