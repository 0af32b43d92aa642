import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ensureNode, LEAST_NODE } from '../../../src/github/node-version.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

test.each(['18.20.8', '20.20.2', '22.1.0', '23.11.1'])('Node.js %s is refused', (version) => {
  expect(() => {
    ensureNode(version, '/usr/bin/node');
  }).toThrow(
    `This action needs Node.js 24, and the runner has started it with Node.js ${version} (/usr/bin/node). No request was sent.\nNext: `,
  );
});

test.each(['24.0.0', '24.21.0', '26.1.0', '100.0.0'])('Node.js %s will do', (version) => {
  expect(() => {
    ensureNode(version, '/usr/bin/node');
  }).not.toThrow();
});

test.each(['action.yml', 'dataset/action.yml', 'publish/action.yml', 'relay/action.yml'])(
  '%s asks the runner for it',
  (file) => {
    expect(readFileSync(path.join(ROOT, file), 'utf8')).toMatch(
      new RegExp(`^ {2}using: node${LEAST_NODE}$`, 'm'),
    );
  },
);
