import { expect, test } from '@jest/globals';
import { checkExportable, chooseDomain, described, isDomain } from '../../../src/project/domains.ts';
import { Failure } from '../../../src/report/failure.ts';
import type { ExportTarget } from '../../../src/custom-vision/platforms.ts';
import { COMPACT, DETECTION, DOMAINS, GENERAL } from '../../../trials/fakes/fake-domains.ts';

const ONNX: ExportTarget = { platform: 'ONNX', flavor: null };
const VAIDK: ExportTarget = { platform: 'VAIDK', flavor: null };

function failure(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return error as Failure;
  }
  throw new Error('nothing was refused');
}

test.each([
  ['by its name', 'General (compact)', COMPACT],
  ['by its name in another case', 'general (COMPACT)', COMPACT],
  ['by its id', COMPACT.id, COMPACT],
  ['by its id in capitals', DETECTION.id.toUpperCase(), DETECTION],
  ['as the compact one for classification where none is given', null, COMPACT],
])('a domain is chosen %s', (_how, wanted, expected) => {
  expect(chooseDomain(wanted, null, DOMAINS)).toBe(expected);
});

test('a name that two domains have is that of the classification one, in whatever order they are listed', () => {
  expect(chooseDomain('General (compact)', null, [...DOMAINS].reverse())).toBe(COMPACT);
  expect(chooseDomain('General (compact)', null, [DETECTION])).toBe(DETECTION);
  expect(failure(() => chooseDomain(null, null, [DETECTION])).message).toContain('"General (compact)"');
});

test('a domain that there is not is refused with those that can be exported, as foreign text', () => {
  const odd = { ...COMPACT, name: 'x\n::error::y' };
  const { status, message } = failure(() => chooseDomain('Nothing##[error]', null, [...DOMAINS, odd]));
  expect(status).toBe('failed');
  expect(message).toContain('"Nothing##\\x5berror]"');
  expect(message).toContain(`| General (compact), ObjectDetection, id ${DETECTION.id}`);
  expect(message).toContain('| x\\x0a::error::y');
  expect(message).not.toContain(GENERAL.id);
  expect(message).toContain('Nothing was created.');
});

test('a classification type needs a domain for classification', () => {
  expect(chooseDomain(null, 'Multiclass', DOMAINS)).toBe(COMPACT);
  expect(failure(() => chooseDomain(DETECTION.id, 'Multiclass', DOMAINS)).message).toContain(
    `| ${described(DETECTION)}`,
  );
});

test('a domain is what its name or its id say', () => {
  expect(isDomain(COMPACT, 'GENERAL (compact)')).toBe(true);
  expect(isDomain(COMPACT, COMPACT.id.toUpperCase())).toBe(true);
  expect(isDomain(COMPACT, 'General')).toBe(false);
});

test.each([
  [
    'project',
    'A model in the domain of the project cannot',
    'in the settings of the project to a compact one that can. Nothing was trained.',
  ],
  [
    'iteration',
    'A model in the domain of the iteration cannot',
    'train without iteration-id. Nothing was changed.',
  ],
  [
    'new project',
    'A model in the domain of the new project cannot',
    'set the input domain to a compact one that can. Nothing was created.',
  ],
] as const)(
  'the domain of a %s that exports nothing is refused with its compact twin',
  (whose, what, next) => {
    const { message } = failure(() => {
      checkExportable(GENERAL, DOMAINS, [ONNX], whose);
    });
    expect(message).toContain(what);
    expect(message).toContain(`| General (compact) (domain id ${COMPACT.id})`);
    expect(message).toContain(next);
  },
);

test.each(['project', 'iteration', 'new project'] as const)(
  'the domain of a %s that exports to other platforms is refused with those',
  (whose) => {
    const { message } = failure(() => {
      checkExportable(DETECTION, DOMAINS, [ONNX, VAIDK], whose);
    });
    expect(message).toContain('cannot be exported to VAIDK.');
    expect(message).toContain('| CoreML, TensorFlow, DockerFile, ONNX, OpenVino');
    expect(message).toContain('Next: choose one of these for platforms');
  },
);

test('a domain that does not tell its platforms may export to all of them', () => {
  const silent = { ...COMPACT, exportablePlatforms: null };
  expect(() => {
    checkExportable(silent, DOMAINS, [ONNX, VAIDK], 'project');
  }).not.toThrow();
});

const S1 = { ...COMPACT, id: 'a1db07ca-a19a-4830-bae8-e004a42dc863', name: 'General (compact) [S1]' };
const OLD = {
  ...COMPACT,
  id: '0000000a-0000-4000-8000-000000000000',
  name: 'Retail (compact)',
  retired: true,
};

function domain(name: string, more: Partial<typeof GENERAL> = {}): typeof GENERAL {
  return { ...GENERAL, id: '0000000b-0000-4000-8000-000000000000', name, ...more };
}

test.each([
  ['General [A1]', {}, 'Its compact twin:\n| General (compact) ('],
  ['General [A2]', {}, 'Its compact twin:\n| General (compact) ('],
  [
    'General (compact) [S1]',
    { exportable: true, exportablePlatforms: ['CoreML'] },
    'Its compact twin:\n| General (compact) (',
  ],
  ['Adult', {}, 'It has no twin that can; a compact domain of its type that can:\n| General (compact) ('],
  ['Retail', {}, 'It has no twin that can; a compact domain of its type that can:\n| General (compact) ('],
  ['Logo', { type: 'ObjectDetection' }, `that can:\n| General (compact) (domain id ${DETECTION.id})`],
])('of the domain %s the compact twin is named', (name, more, words) => {
  const all = [OLD, S1, ...DOMAINS, domain(name, more)];
  const { message } = failure(() => {
    checkExportable(domain(name, more), all, [ONNX], 'project');
  });
  expect(message).toContain(words);
});

test('a twin has to export to all that is wanted', () => {
  const narrow = { ...DETECTION, exportablePlatforms: ['ONNX'] };
  const wide = { ...S1, type: 'ObjectDetection' };
  const { message } = failure(() => {
    checkExportable(narrow, [narrow, wide], [ONNX, VAIDK], 'project');
  });
  expect(message).toContain(`Its compact twin:\n| General (compact) [S1] (domain id ${S1.id})`);
});

test('a retired domain is refused for a new project, and never offered', () => {
  const { title, message } = failure(() => chooseDomain('retail (compact)', null, [...DOMAINS, OLD]));
  expect(title).toBe('Wrong domain');
  expect(message).toContain(`trains in it no more:\n| Retail (compact), Classification, id ${OLD.id}\n`);
  expect(message).toContain(`One in its place:\n| General (compact), Classification, id ${COMPACT.id}\n`);
  expect(failure(() => chooseDomain('x', null, [...DOMAINS, OLD])).message).not.toContain('Retail');
});
