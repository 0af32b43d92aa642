import { expect, test } from '@jest/globals';
import { releaseNotes } from '../../scripts/release-notes.ts';

const CHANGELOG = `# Changelog

## Unreleased

## 1.2.3 – 2027-01-02

### Added

- A thing.

## 1.2.30 – 2026-01-02

- Another one.
`;

test('the notes of a release are those of its version, and nothing of the others', () => {
  expect(releaseNotes('v1.2.3', '1.2.3', CHANGELOG)).toBe('### Added\n\n- A thing.\n');
  expect(releaseNotes('v1.2.30', '1.2.30', CHANGELOG)).toBe('- Another one.\n');
});

test.each([
  ['v1.2.4', '1.2.3', 'The tag is v1.2.4, and package.json has the version 1.2.3. Next: '],
  ['1.2.3', '1.2.3', 'The tag is 1.2.3'],
  ['v1.2.9', '1.2.9', 'CHANGELOG.md has no notes under "## 1.2.9 – DATE". Next: '],
  ['v1.2', '1.2', 'CHANGELOG.md has no notes'],
])('%s of version %s is refused', (tag, version, words) => {
  expect(() => releaseNotes(tag, version, CHANGELOG)).toThrow(words);
});
