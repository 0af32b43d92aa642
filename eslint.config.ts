import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  { ignores: ['dist', 'node_modules', 'coverage'] },
  js.configs.recommended,
  {
    files: ['jest.config.js', '.dependency-cruiser.mjs', 'scripts/**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
      },
    },
  },
  {
    files: ['examples/**/*.mjs'],
    languageOptions: {
      globals: { process: 'readonly', fetch: 'readonly', URL: 'readonly', Buffer: 'readonly' },
    },
  },
  { files: ['scripts/absent/**/*.js'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A number in a template is what most messages are made of.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A promise that nobody awaits is how a run ends green before it ends.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        // A union that holds string itself has no end: there, a default says enough.
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      // A reader takes in a function at once.
      'max-lines-per-function': ['error', 50],
      'max-params': ['error', 4],
      'max-lines': ['error', 200],
      // All timers live in clock.ts, so that tests can replace time as a whole.
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'setImmediate'],
    },
  },
  { files: ['src/time/clock.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/index.ts', 'src/*/index.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message:
            'Only the index.ts of an action reads the environment: take env as a parameter, or from Services.',
        },
        {
          object: 'AbortSignal',
          property: 'timeout',
          message:
            'Time comes from the clock, so that tests can replace it: use withinDeadline of src/time/limits.ts.',
        },
      ],
    },
  },
  {
    files: ['scripts/**', 'trials/*/command.ts', 'bench/bench.ts', 'emulator/start.ts', 'emulator/demo.ts'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
    rules: { 'no-console': 'off' },
  },
);
