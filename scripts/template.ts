/**
 * Writes `main.json` beside each `main.bicep`, which is that file compiled. With the name of a file it only compares:
 * whether what Bicep itself has compiled, in that file, deploys the same.
 *
 *     node scripts/template.ts [FILE [FOLDER OF main.json]]
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Template } from './template/json.ts';
import { differences, GIVEN } from './template/sample.ts';
import { statementsOf } from './template/syntax.ts';
import { toArm } from './template/to-arm.ts';

const root = path.join(import.meta.dirname, '..');
const [compared, ofFolder = 'setup'] = process.argv.slice(2);

if (compared === undefined) {
  for (const folder of Object.keys(GIVEN)) {
    const file = path.join(root, folder, 'main.json');
    const source = await readFile(path.join(root, folder, 'main.bicep'), 'utf8');
    const style = { ...(await resolveConfig(file)), parser: 'json' };
    await writeFile(file, await format(JSON.stringify(toArm(statementsOf(source))), style));
  }
} else {
  const [ours, theirs] = await Promise.all(
    [path.join(root, ofFolder, 'main.json'), compared].map(
      async (name) => JSON.parse(await readFile(name, 'utf8')) as Template,
    ),
  );
  const lines = differences(ours ?? {}, theirs ?? {}, GIVEN[ofFolder]);
  console.log(lines.length === 0 ? 'Both templates deploy the same.' : lines.join('\n'));
  process.exitCode = lines.length === 0 ? 0 : 1;
}
