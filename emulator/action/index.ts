/**
 * The action in this folder's parent: it starts the emulator in the background of a job, and ends it with the job. The
 * runner runs this file twice: as `main`, and after the last step of the job as `post`.
 */
import * as core from '@actions/core';
import { startStep } from './start-step.ts';
import { stopStep } from './stop-step.ts';

const IS_POST = 'isPost';

if (core.getState(IS_POST) === '') {
  core.saveState(IS_POST, 'true');
  await startStep();
} else {
  await stopStep();
}
