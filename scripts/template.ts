/**
 * Writes `setup/main.json`, which is `setup/main.bicep` compiled. With the name of a file it only compares: whether what
 * Bicep itself has compiled, in that file, deploys the same.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Template } from './template/json.ts';
import { differences } from './template/sample.ts';
import { statementsOf } from './template/syntax.ts';
import { toArm } from './template/to-arm.ts';

const folder = path.join(import.meta.dirname, '..', 'setup');
const file = path.join(folder, 'main.json');
const [compared] = process.argv.slice(2);

if (compared === undefined) {
  const template = toArm(statementsOf(await readFile(path.join(folder, 'main.bicep'), 'utf8')));
  const style = { ...(await resolveConfig(file)), parser: 'json' };
  await writeFile(file, await format(JSON.stringify(template), style));
} else {
  const [ours, theirs] = await Promise.all(
    [file, compared].map(async (name) => JSON.parse(await readFile(name, 'utf8')) as Template),
  );
  const lines = differences(ours ?? {}, theirs ?? {});
  console.log(lines.length === 0 ? 'Both templates deploy the same.' : lines.join('\n'));
  process.exitCode = lines.length === 0 ? 0 : 1;
}
