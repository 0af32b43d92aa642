/**
 * Measures the action against its baselines and floors and prints one Markdown table.
 *
 * npm run bench [-- --only NAME[,NAME…]] [--json FILE]
 *
 * The exit code is 1 if a bar is missed or a section could not be measured.
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { SECTIONS } from './sections.ts';
import { formatTable, type Measured } from './table.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' } } });

const names = values.only?.split(',') ?? Object.keys(SECTIONS);
const broken: string[] = [];
const measured: (Measured & { readonly name: string })[] = [];
for (const name of names) {
  const load = SECTIONS[name];
  if (load === undefined) {
    throw new Error(
      `--only names ${name}, expected some of ${Object.keys(SECTIONS).join(', ')}, such as --only ${Object.keys(SECTIONS)[0] ?? ''}`,
    );
  }
  const { title, measure } = await load();
  process.stderr.write(`${title}\n`);
  try {
    const figures = await measure((line) => process.stderr.write(`  ${line}\n`));
    measured.push({ name, title, figures });
  } catch (error) {
    // The figures of the other sections took many minutes, so they are printed even if this section fails.
    broken.push(name);
    console.error(error);
  }
}

console.log(formatTable(measured));
const machine = {
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  processors: os.availableParallelism(),
};
console.log(`\nNode ${machine.node}, ${machine.platform}, ${machine.processors} processors.`);
if (values.json !== undefined) {
  const sections = measured.map(({ name, title, figures }) => ({ name, title, figures }));
  await writeFile(values.json, `${JSON.stringify({ machine, sections }, null, 2)}\n`);
}
const missed = measured.flatMap(({ figures }) => figures.filter(({ bar }) => bar?.met === false));
for (const { what, bar } of missed) {
  console.log(`Missed: ${what}: ${bar?.text ?? ''}`);
}
for (const name of broken) {
  console.log(`Broken: ${name} could not be measured, see the error above.`);
}
process.exitCode = missed.length + broken.length === 0 ? 0 : 1;
