import { expect, test } from '@jest/globals';
import type { ComparedMetrics, TagFigures } from '../../../src/judge/metrics.ts';
import { unknownModel } from '../../../src/report/outputs.ts';
import { size } from '../../../src/summary/models-table.ts';
import { chosenInputs } from '../../../src/summary/inputs-table.ts';
import { type Story, summaryOf } from '../../../src/summary/summary.ts';
import { fakeInputs } from '../../../trials/fakes/fake-inputs.ts';

const { gate } = fakeInputs();
const MODEL = {
  ...unknownModel({ platform: 'TensorFlow', flavor: 'TensorFlowLite' }),
  path: '/tmp/model.zip',
  sha256: '0123456789abcdef'.repeat(4),
  bytes: 14_234_567,
  artifactName: 'model.zip',
  artifactId: 7,
  artifactUrl: 'https://github.com/o/r/actions/runs/4711/artifacts/7',
};

function tag(name: string, precision: number, images = 30): TagFigures {
  return { id: name, name, images, precision, recall: 1, averagePrecision: 1 };
}

function metrics(changes: Partial<ComparedMetrics> = {}): ComparedMetrics {
  return {
    iterationId: 'this',
    thresholds: { threshold: 0.5, overlapThreshold: 0.3 },
    precision: 0.9,
    recall: 0.8,
    averagePrecision: 0.85,
    deviations: { precision: 0.031, recall: null },
    tags: [tag('bolt', 0.9), tag('nut', 0.5, 12)],
    previous: null,
    published: null,
    ...changes,
  };
}

function story(changes: Partial<Story> = {}): Story {
  return {
    status: 'succeeded',
    said: null,
    projectName: 'Screws',
    projectId: 'p',
    iterationId: 'i',
    trained: true,
    gate,
    metrics: null,
    models: [MODEL],
    steps: [],
    looks: 0,
    calls: 0,
    chosen: [],
    plan: null,
    ...changes,
  };
}

/** The cells of all rows, without markup. */
function rows(summary: string): string[][] {
  const lines = summary.split('\n').filter((line) => line.startsWith('<tr>'));
  return lines.map((line) => [...line.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, html]) => text(html)));
}

/** The cells of the row that begins with this text. */
function row(summary: string, first: string): string[] {
  return rows(summary).find(([head]) => head === first) ?? [];
}

function text(html = ''): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_entity, number) => String.fromCharCode(Number(number)));
}

test.each([
  ['succeeded', null, '## Model delivered'],
  ['pending', null, '## Not there yet: a later run goes on'],
  ['below-threshold', 'Model below the threshold', '## Model below the threshold'],
  ['training-failed', 'Training failed', '## Training failed'],
] as const)('the heading is the verdict: %s', (status, title, heading) => {
  const said = title === null ? null : { title, lines: [] };
  expect(summaryOf(story({ status, said })).split('\n')[0]).toBe(heading);
});

test('the figures stand beside those of the iterations before, with what is between them', () => {
  const summary = summaryOf(
    story({
      metrics: metrics({
        previous: { ...metrics(), iterationId: 'previous', precision: 0.92 },
        published: { ...metrics(), iterationId: 'published', precision: 0.9, averagePrecision: null },
      }),
      gate: { ...gate, minimums: { ...gate.minimums, precision: 0.85 } },
    }),
  );
  expect(rows(summary).slice(0, 7)).toEqual([
    ['', 'Precision', 'Recall', 'AP'],
    ['This', '90.0 ± 3.1', '80.0', '85.0'],
    ['Previous', '92.0 ± 3.1', '80.0', '85.0'],
    ['Δ', '−2.0', '0', '0'],
    ['Published', '90.0 ± 3.1', '80.0', '–'],
    ['Δ', '0', '0', '–'],
    ['Minimum', '85.0', '–', '–'],
  ]);
});

test('an iteration that is the published one is not compared with itself', () => {
  const summary = summaryOf(story({ metrics: metrics({ published: metrics() }) }));
  expect(rows(summary).map(([head]) => head)).not.toContain('Published');
});

test('tags stand with their images, the worst first', () => {
  const summary = summaryOf(story({ metrics: metrics() }));
  expect(rows(summary).filter(([, images]) => images === '12' || images === '30')).toEqual([
    ['nut███░░░', '12', '50.0', '100.0'],
    ['bolt█████░', '30', '90.0', '100.0'],
  ]);
});

test('500 tags: the 20 worst are shown, within 64 KiB, and how many are left out', () => {
  const tags = Array.from({ length: 500 }, (_unused, index) =>
    tag(`${'🔩'.repeat(100)} ${index}`, index / 500),
  );
  const summary = summaryOf(story({ metrics: metrics({ tags }) }));
  expect(summary).toContain('480 more tags');
  expect(Buffer.byteLength(summary)).toBeLessThan(64 * 1_024);
});

test('a model is linked relative to the page, its digest is short, and whole in a fold', () => {
  const summary = summaryOf(story());
  expect(summary).toContain('<a href="./4711/artifacts/7">');
  expect(summary).not.toContain('https://');
  expect(row(summary, 'TensorFlow/TensorFlowLite')).toEqual([
    'TensorFlow/TensorFlowLite',
    'model.zip',
    '14.2 MB',
    '0123456789ab',
  ]);
  expect(text(summary.slice(summary.indexOf('<details>')))).toContain(MODEL.sha256);
});

test('what the annotation says stands below the heading, the next step with it', () => {
  const lines = [
    'The training failed. The service says:',
    '| too few | images',
    'Next: look at "#1" of @team.',
  ];
  const summary = summaryOf(story({ status: 'training-failed', said: { title: 'Training failed', lines } }));
  expect(text(summary)).toContain('Next: look at "#1" of @team.');
  expect(summary).toContain('<p><code>too few <wbr>&#124; images</code></p>');
  expect(summary).toContain('<code>&#64;team</code>');
});

test.each([
  'a|b',
  '`code`',
  '<img src=x onerror=alert(1)>',
  '@name',
  '#1',
  '🔩',
  'line\nend',
  '\ud800',
  'https://x.example',
])('the name %p stands as text, in code, on one line', (name) => {
  const summary = summaryOf(story({ projectName: name, metrics: metrics({ tags: [tag(name, 1)] }) }));
  const shown = name.toWellFormed().replace('\n', ' ');
  const codes = [...summary.matchAll(/<code>(.*?)<\/code>/g)].map(([, html]) => text(html));
  expect(codes.filter((found) => found === shown)).toHaveLength(2);
  expect(summary).not.toContain('<img');
  expect(summary).not.toContain('://');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [14_234_567, '14.2 MB'],
  [250_000_000, '250 MB'],
  [1_073_741_824, '1.1 GB'],
])('%d bytes are %s', (bytes, shown) => {
  expect(size(bytes)).toBe(shown);
});

test('the times of the steps are folded under the time of the run', () => {
  const steps = [
    { name: 'Train', ms: 3_600_000 },
    { name: 'Deliver the models', ms: 300_000 },
  ];
  expect(text(summaryOf(story({ steps })))).toContain('The run took 1 h 5 min');
});

test('looks, calls and the inputs that are not the default are folded', () => {
  const summary = summaryOf(
    story({ steps: [{ name: 'Train', ms: 1_000 }], looks: 412, calls: 21, chosen: [['platforms', '@team']] }),
  );
  expect(summary).toContain('<p>412 looks at the queue, 21 calls to the training service.</p>');
  expect(row(summary, 'platforms')).toEqual(['platforms', '@team']);
  expect(summary).toContain('<code>&#64;team</code>');
  expect(summary.match(/<details>/g)).toHaveLength(3);
});

test('inputs that are the default are not told, and none that is a secret or names a person', () => {
  const inputs = fakeInputs({ artifactName: 'custom-vision-model.zip' });
  expect(chosenInputs(inputs)).toEqual([]);
  const chosen = chosenInputs({
    ...inputs,
    ...{ trainingKey: 'secret', storageAccountKey: 'secret', notificationEmail: 'somebody@example.com' },
    ...{
      clientId: 'application',
      tenantId: 'tenant',
      iterationId: { publishName: 'live' },
      whenUnchanged: 'retrain',
    },
    ...{ timeoutMinutes: 0, retryFailed: true, selectedTags: ['bolt', 'nut'], retentionDays: 7 },
    platforms: [{ platform: 'TensorFlow', flavor: 'TensorFlowLite' }],
    thresholds: { threshold: 0.7, overlapThreshold: 0.3 },
    gate: {
      minimums: { precision: null, recall: 0, averagePrecision: null },
      ...{ minimumFor: 'tags', noWorseThan: 'previous', tolerance: 0.1 },
    },
  });
  expect(Object.fromEntries(chosen)).toEqual({
    ...{ 'selected-tags': 'bolt, nut', 'when-unchanged': 'retrain', 'retry-failed': 'true' },
    ...{ 'iteration-id': 'published:live', 'timeout-minutes': '0', 'retention-days': '7' },
    ...{ platforms: 'TensorFlow/TensorFlowLite', 'metrics-threshold': '0.7', 'minimum-recall': '0' },
    ...{ 'minimum-for': 'tags', 'no-worse-than': 'previous', tolerance: '0.1' },
  });
});

test('the iterations that are compared are named, and what was asked for', () => {
  const gated = { ...gate, minimumFor: 'tags', noWorseThan: 'published', tolerance: 0.025 } as const;
  const compared = metrics({ previous: { ...metrics(), iterationId: 'p' }, published: metrics() });
  expect(text(summaryOf(story({ metrics: compared, gate: gated })))).toContain(
    'Previous: iteration p.This iteration is the published one.The minimums hold for each tag as well.Asked for: no figure over 2.5 below that of the published one.',
  );
});

test('a long message is cut in its middle, so that no summary is too long for GitHub', () => {
  const lines = [...Array.from({ length: 1_000 }, () => `| ${'|@#'.repeat(700)}`), 'Next: look.'];
  const tags = Array.from({ length: 500 }, () => tag('|'.repeat(4_000), 0));
  const chosen = [['selected-tags', '|'.repeat(100_000)]] as const;
  const said = { title: 'Training failed', lines };
  const summary = summaryOf(
    story({ said, metrics: metrics({ tags }), chosen, models: Array(50).fill(MODEL) }),
  );
  expect(text(summary)).toContain('… and 961 more lines, which the log has.');
  expect(text(summary)).toContain('Next: look.');
  expect(Buffer.byteLength(summary)).toBeLessThan(1_024 * 1_024);
});
