import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { type DeliveredModel, Outputs, unknownModel } from '../../../src/report/outputs.ts';
import { formatSummary, writeSummary } from '../../../src/report/summary.ts';

const TOOK_MS = 65 * 60_000;
const MODEL: DeliveredModel = {
  ...unknownModel({ platform: 'TensorFlow', flavor: 'TensorFlowLite' }),
  path: '/tmp/model.zip',
  sha256: 'abc',
  bytes: 7,
  artifactName: 'model.zip',
  artifactId: 1,
  artifactUrl: 'https://github.com/o/r/actions/runs/1/artifacts/1',
};

function delivered(changes: Partial<DeliveredModel> = {}, trained = true): Outputs {
  const outputs = new Outputs(() => undefined);
  outputs.set('projectId', 'p');
  outputs.set('iterationId', 'i');
  outputs.set('trained', String(trained));
  outputs.setTargets([MODEL]);
  outputs.setModel(0, { ...MODEL, ...changes }, null);
  return outputs;
}

function rowOf(changes: Partial<DeliveredModel>): string {
  const rows = formatSummary(delivered(changes), TOOK_MS)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  return rows.at(-1) ?? '';
}

test('what was delivered is on one screen', () => {
  expect(formatSummary(delivered(), TOOK_MS)).toBe(
    [
      '## Custom Vision model',
      '',
      'Iteration <code>i</code> of project <code>p</code> was trained. The run took 1 h 5 min.',
      '',
      '| Platform | Model | Bytes | SHA-256 |',
      '| --- | --- | ---: | --- |',
      '| TensorFlow/TensorFlowLite | [model.zip](https://github.com/o/r/actions/runs/1/artifacts/1) | 7 | <code>abc</code> |',
      '',
    ].join('\n'),
  );
});

test('what was used again says so', () => {
  expect(formatSummary(delivered({}, false), TOOK_MS)).toContain(
    'was there already, no training was started',
  );
});

test('a model that was not uploaded is shown by its path', () => {
  expect(rowOf({ artifactName: null, artifactUrl: null })).toContain('<code>/tmp/model.zip</code>');
});

test.each(['a|b', '[x](https://evil.example)', '<img src=x>', '`x`', '**x**', '_x_', '&lt;', 'a\\|b'])(
  'the name %j breaks neither the table nor the page',
  (name) => {
    const row = rowOf({ artifactName: name });
    expect(row.split('|')).toHaveLength(6);
    const shown = /\[(.*?)\]\(https:\/\/github/.exec(row)?.[1] ?? '';
    expect(shown).not.toMatch(/[<>|[\]`\\*_]/);
    expect(shown.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))).toBe(name);
  },
);

test('the summary is appended where the runner takes one, and nothing is written where it does not', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'summary-'));
  const file = path.join(folder, 'summary.md');
  writeFileSync(file, 'before\n');
  const saved = process.env.GITHUB_STEP_SUMMARY;
  try {
    process.env.GITHUB_STEP_SUMMARY = '';
    await writeSummary(delivered(), TOOK_MS, process.env);
    expect(readFileSync(file, 'utf8')).toBe('before\n');
    process.env.GITHUB_STEP_SUMMARY = file;
    await writeSummary(delivered(), TOOK_MS, process.env);
    expect(readFileSync(file, 'utf8')).toBe(`before\n${formatSummary(delivered(), TOOK_MS)}`);
  } finally {
    if (saved === undefined) {
      delete process.env.GITHUB_STEP_SUMMARY;
    } else {
      process.env.GITHUB_STEP_SUMMARY = saved;
    }
    rmSync(folder, { recursive: true });
  }
});
