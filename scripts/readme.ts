/**
 * Writes the tables of inputs and outputs in README.md, from action.yml.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withTables } from './readme-tables.ts';

const root = path.join(import.meta.dirname, '..');
const readme = path.join(root, 'README.md');

const [before, action] = await Promise.all([
  readFile(readme, 'utf8'),
  readFile(path.join(root, 'action.yml'), 'utf8'),
]);
await writeFile(readme, await withTables(before, action));
