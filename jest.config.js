// A zone far from UTC shows every date that is read as local time by mistake.
process.env.TZ = 'America/New_York';

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
  // A process takes much longer to start on Windows.
  testTimeout: process.platform === 'win32' ? 120_000 : 60_000,
  // Most tests wait for processes and queues, not for a processor.
  maxWorkers: 4,
};
