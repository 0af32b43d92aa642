import { tmpdir } from 'node:os';
import path from 'node:path';

// A zone far from UTC shows every date that is read as local time by mistake.
process.env.TZ = 'America/New_York';
// Hundreds of processes load the same code: they share what Node has compiled of it.
process.env.NODE_COMPILE_CACHE ??= path.join(tmpdir(), 'custom-vision-train-export-compiled');

/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/__tests__', '<rootDir>/src', '<rootDir>/emulator', '<rootDir>/trials'],
  testMatch: ['**/__tests__/**/*.test.ts'],
  testEnvironment: 'node',
  // Node strips the types itself.
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  coverageProvider: 'babel',
  collectCoverageFrom: ['src/**/*.ts'],
  // Ends what hangs, and nothing else: no machine is so slow.
  testTimeout: 1_200_000,
  testSequencer: '<rootDir>/__tests__/longest-first.ts',
  // Which tests were skipped, and how to have them, stands at the very end.
  reporters: ['default', '<rootDir>/scripts/skipped-tests.ts'],
  // Most tests wait for processes and queues, not for a processor.
  maxWorkers: 4,
};
