/**
 * Writes the tables of inputs and outputs in the README.md of each action, from its action.yml, and the examples in it.
 */
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withExamples, withTables } from './readme-tables.ts';

const root = path.join(import.meta.dirname, '..');

for (const folder of ['.', 'dataset', 'publish', 'relay', 'emulator']) {
  const readme = path.join(root, folder, 'README.md');
  const [before, action] = await Promise.all([
    readFile(readme, 'utf8'),
    readFile(path.join(root, folder, 'action.yml'), 'utf8'),
  ]);
  const shown = withExamples(before, (name) => readFileSync(path.join(root, 'examples', name), 'utf8'));
  await writeFile(readme, await withTables(shown, action));
}
