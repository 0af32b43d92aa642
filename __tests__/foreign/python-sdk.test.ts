/**
 * Microsoft's client for Python drives the emulator whole (drive.py). It comes from the package index: without it, or
 * without Python 3, the test is skipped, unless REQUIRE_PYTHON_CLIENT=1.
 */
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { runProgram } from './program.ts';
import { installPythonClient } from './python-client.ts';
import {
  endWhatIsAskedAbout,
  ENDS_WHEN_ASKED_ABOUT,
  expectAftermath,
  settingOf,
  TRANSCRIPT,
} from './story.ts';

const SCRIPT = path.join(import.meta.dirname, 'drive.py');
/** The emulator is next door, whatever proxy there is; and the transcript has letters beyond ASCII. */
const ENVIRONMENT = { NO_PROXY: '*', no_proxy: '*', PYTHONIOENCODING: 'utf-8' };
const TITLE = 'azure-cognitiveservices-vision-customvision goes from an empty project to a published model';

// Before anything else, as a test can only be skipped when it is named.
const client = await installPythonClient();
afterAll(async () => {
  if ('remove' in client) await client.remove();
});

if ('python' in client) {
  test(TITLE, async () => {
    const emulator: Emulator = await startEmulator({
      behavior: { ...ENDS_WHEN_ASKED_ABOUT, modelBytes: 50_000 },
      onExchange: (exchange) => {
        endWhatIsAskedAbout(emulator, exchange);
      },
    });
    try {
      const storage = await emulator.addProject();
      const setting = settingOf(emulator, storage, 'Driven by Python');
      const { exitCode, stdout, stderr } = await runProgram(client.python, [SCRIPT], {
        input: JSON.stringify(setting),
        env: ENVIRONMENT,
      });

      expect(stderr).toBe('');
      expect(stdout.trimEnd().split('\n')).toEqual(TRANSCRIPT);
      expect(exitCode).toBe(0);
      await expectAftermath(emulator, storage);
    } finally {
      await emulator.close();
    }
  });
} else if (process.env.REQUIRE_PYTHON_CLIENT === '1') {
  test(TITLE, () => {
    throw new Error(`REQUIRE_PYTHON_CLIENT is set, but ${client.missing}`);
  });
} else {
  test.skip(`${TITLE} (skipped: ${client.missing})`, () => undefined);
}
