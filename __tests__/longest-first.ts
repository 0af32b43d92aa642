/**
 * In which order Jest begins the files with tests: the longest first, so that no processor waits at the end for one that
 * was begun late. Jest would go by their size where it knows no times of an earlier run.
 */
import { statSync } from 'node:fs';

interface TestFile {
  readonly path: string;
}

/** Parts of paths, the longest first. The first two wait in real time, beside all others. */
const LONGEST = [
  'whole-action/real-time.',
  'setup/live-test.',
  'whole-action/every-text.',
  'whole-action/own-bytes.',
  'whole-action/least-roles.',
  'whole-action/hostile-answers.',
  'trials/simulation.',
  'whole-action/gate.',
  'whole-action/project-name.',
  'whole-action/whose-training.',
  'whole-action/artifact.',
  'whole-action/managed-identity.',
  'whole-action/dataset.',
  'whole-action/sign-in.',
  'contract/operations.',
  'contract/recordings.',
  'trials/broken-rules.',
  'trials/kills.',
  'contract/action.',
  'contract/deviations.',
  'whole-action/',
  'trials/',
  'contract/',
  'emulator/',
  'foreign/',
  'azurite/',
  'pictures/',
  'setup/',
  'scripts/',
];

function rankOf({ path }: TestFile): number {
  const rank = LONGEST.findIndex((part) => path.replaceAll('\\', '/').includes(`__tests__/${part}`));
  return rank < 0 ? LONGEST.length : rank;
}

/** A sequencer as Jest takes one. */
export default class LongestFirst {
  sort(files: readonly TestFile[]): TestFile[] {
    return files
      .map((file) => ({ file, rank: rankOf(file), size: statSync(file.path).size }))
      .sort((a, b) => a.rank - b.rank || b.size - a.size)
      .map(({ file }) => file);
  }

  /** Of several machines, each takes every n-th file. */
  shard(
    files: readonly TestFile[],
    { shardIndex, shardCount }: { readonly shardIndex: number; readonly shardCount: number },
  ): TestFile[] {
    return this.sort(files).filter((_file, index) => index % shardCount === shardIndex - 1);
  }

  /** Jest hands over what took how long; the order is the same everywhere. */
  cacheResults(): void {
    // Nothing is kept.
  }
}
