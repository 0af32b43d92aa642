import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { keepResults } from '../../emulator/demo/kept-results.ts';
import { summaryText } from '../../emulator/demo/summary-text.ts';
import { summaryOf } from '../../src/summary/summary.ts';
import { STORIES } from '../../trials/pictures/stories.ts';

function shown(name: string): string[] {
  const story = STORIES[name];
  return story === undefined ? [] : summaryText(summaryOf(story));
}

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

test('a summary is text with a heading, sentences and columns', () => {
  const lines = shown('delivered');
  expect(lines.slice(0, 2)).toEqual(['Model delivered', '===============']);
  const start = lines.findIndex((line) => line.includes('Precision'));
  expect(lines.slice(start, start + 8)).toEqual([
    '             Precision       Recall     AP',
    '─────────   ──────────   ──────────   ────',
    'This        92.3 ± 3.1   88.1 ± 4.7   94.7',
    'Previous    91.1 ± 3.1   89.4 ± 4.7   94.1',
    'Δ                 +1.2         −1.3   +0.6',
    'Published   93.5 ± 3.1   86.2 ± 4.7   94.7',
    'Δ                 −1.2         +1.9      0',
    'Minimum           85.0         85.0      –',
  ]);
  expect(lines).toContain('washer       19        82.8     64.0');
  expect(lines).toContain('███░░░');
  expect(lines).toContain('Published: iteration published.');
  expect(lines).toContain('The run took 20 min:');
});

test.each(Object.keys(STORIES))(
  'of the summary of %s nothing is left out, and no markup is left in',
  (name) => {
    const text = shown(name).join('\n');
    const { said, projectName = '?' } = STORIES[name] ?? {};
    expect(text).toContain(projectName);
    expect(text).not.toMatch(/&#\d+;|<\/?(wbr|tr|p|details|a)\b/);
    expect(text).not.toContain('./4711/artifacts');
    for (const line of said?.lines ?? []) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(line.replace(/^\| /, ''));
    }
  },
);

test('the model and the summary are kept where no browser runs, and the reason is told', async () => {
  const temporary = await mkdtemp(path.join(tmpdir(), 'demo-'));
  const modelPath = path.join(temporary, 'model.zip');
  await writeFile(modelPath, 'model');
  const env = { ...process.env, CHROME_PATH: '/no/such/browser' };
  const run = { outputs: { modelPath }, summary: '## Model delivered' };
  const kept = await keepResults(run, env, new AbortController().signal);
  folders.push(temporary, kept.folder);
  expect(kept.files).toEqual(['model.zip', 'summary.md']);
  expect(await readdir(kept.folder)).toEqual(['model.zip', 'summary.md']);
  expect(kept.noPicture).toMatch(/browser/);
});
