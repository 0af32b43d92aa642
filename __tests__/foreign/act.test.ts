/**
 * nektos/act, a runner that nobody here wrote: on its host, a job starts the emulator, trains against it, and uploads the
 * model to it, all by the built actions. Skipped where there is no act.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runProgram } from './program.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const ACTION = 'octo/custom-vision-train-export';
const WORKFLOW = `
on: push
jobs:
  train:
    runs-on: ubuntu-latest
    steps:
      - id: azure
        uses: ${ACTION}/emulator@v1
        with:
          training-seconds: 0.2
          export-seconds: 0.2
          model-bytes: 50000
      - run: echo "The key is $KEY."
        env:
          KEY: \${{ steps.azure.outputs.trainingKey }}
      - id: model
        uses: ${ACTION}@v1
        env:
          ACTIONS_RESULTS_URL: \${{ steps.azure.outputs.resultsUrl }}
          ACTIONS_RUNTIME_TOKEN: \${{ steps.azure.outputs.runtimeToken }}
        with:
          endpoint: \${{ steps.azure.outputs.endpoint }}
          training-key: \${{ steps.azure.outputs.trainingKey }}
          project-id: \${{ steps.azure.outputs.projectId }}
          notification-queue-uri: \${{ steps.azure.outputs.notificationQueueUri }}
          export-model-container-uri: \${{ steps.azure.outputs.exportModelContainerUri }}
          storage-account-key: \${{ steps.azure.outputs.storageAccountKey }}
      - run: test -s "$MODEL" && echo "The status is $STATUS."
        env:
          MODEL: \${{ steps.model.outputs.modelPath }}
          STATUS: \${{ steps.model.outputs.status }}
`;

const hasAct = process.platform === 'linux' && (await runProgram('act', ['--version'])).exitCode === 0;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'act-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** The files that the runner would take of a release, and nothing else: act copies all that there is. */
async function putRelease(): Promise<string> {
  const release = path.join(folder, 'release');
  for (const file of ['action.yml', 'emulator/action.yml', 'dist']) {
    await cp(path.join(ROOT, file), path.join(release, file), { recursive: true });
  }
  return release;
}

/** A repository of somebody else, whose only file is the workflow. */
async function putRepository(): Promise<string> {
  const repository = path.join(folder, 'repository');
  await mkdir(path.join(repository, '.github', 'workflows'), { recursive: true });
  await writeFile(path.join(repository, '.github', 'workflows', 'train.yml'), WORKFLOW);
  const git = ['-C', repository, '-c', 'user.name=Mona', '-c', 'user.email=mona@example.com'];
  for (const command of [
    ['init', '--quiet'],
    ['add', '.'],
    ['commit', '--quiet', '--message', 'Train'],
  ]) {
    expect((await runProgram('git', [...git, ...command])).stderr).toBe('');
  }
  return repository;
}

(hasAct ? test : test.skip)(
  `on its host, emulator and action work as on GitHub${hasAct ? '' : ' (skipped: there is no act)'}`,
  async () => {
    const options = ['--platform', 'ubuntu-latest=-self-hosted', '--no-cache-server'];
    const { exitCode, stdout } = await runProgram(
      'act',
      [
        'push',
        ...['--directory', await putRepository()],
        ...['--local-repository', `${ACTION}@v1=${await putRelease()}`],
        ...options,
      ],
      {
        env: {
          HOME: folder,
          XDG_CACHE_HOME: path.join(folder, 'cache'),
          // It starts an action with the first node that there is.
          PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
        },
      },
    );
    expect(stdout).toContain('The key is ***.');
    expect(stdout).toContain('The artifact custom-vision-model.zip holds the model.');
    expect(stdout).toContain('The status is succeeded.');
    expect(stdout).toContain('The emulator has ended, and its files are deleted.');
    expect(stdout).not.toContain('It has refused');
    expect(exitCode).toBe(0);
  },
);
