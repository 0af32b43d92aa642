/** The workflow of docs/LIVE-TEST.md, played whole with the emulator in place of Azure. */
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator.ts';
import { runAction } from '../../emulator/github/runner/runner.ts';
import { QUESTIONS } from '../../scripts/live-test/findings.ts';
import { playWorkflow } from '../../trials/workflow/player.ts';
import { runShell } from '../../trials/workflow/shell-step.ts';
import { runProgram } from '../foreign/program.ts';
import { machineOf } from '../whole-action/entra-job.ts';

const onPosix = process.platform === 'win32' ? test.skip : test;
const ROOT = path.join(import.meta.dirname, '..', '..');
const SHORT = { trainingSeconds: 1, exportSeconds: 1 };
const FILE = path.join(ROOT, '.github', 'workflows', 'live-test.yml');
/** What a hosted runner is given first is here as well: the checkout, Node, and the packages. */
const HERE_ALREADY = /^(actions\/(checkout|setup-node)@|npm ci)/;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'live-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function play(emulator: Emulator) {
  const gh = path.join(folder, 'gh');
  writeFileSync(
    gh,
    `#!/bin/sh\necho "$@" >> "${folder}/gh-calls"\ncase $2 in *artifacts) printf '11\\n12\\n';; esac\n`,
  );
  chmodSync(gh, 0o755);
  const { resultsUrl, runtimeToken } = emulator;
  const temp = path.join(folder, 'temp');
  const { entra } = emulator;
  const machine = entra === undefined ? {} : machineOf(emulator);
  const env = {
    PATH: `${folder}:${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`,
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_REPOSITORY: 'octocat/models',
    ...machine,
    ...(entra && {
      ACTIONS_ID_TOKEN_REQUEST_URL: entra.idTokens.requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: entra.idTokens.requestToken,
    }),
  };
  const use = async (action: string, inputs: Readonly<Record<string, string>>) => {
    const isDownload = action.startsWith('actions/download-artifact@');
    const run = await runAction({
      actionFolder: isDownload ? path.join(ROOT, 'emulator', 'github', 'download-artifact') : ROOT,
      inputs: isDownload ? { name: inputs.name ?? '' } : inputs,
      resultsUrl,
      env: machine,
      idTokens: entra?.idTokens,
      runtimeToken: isDownload ? emulator.artifacts.tokenFor({ jobId: 'next' }) : runtimeToken,
    });
    if (isDownload && run.conclusion === 'success') {
      cpSync(run.outputs['download-path'] ?? '', inputs.path ?? '', { recursive: true });
    }
    await run.cleanUp();
    return { succeeded: run.conclusion === 'success', outputs: run.outputs, log: run.log };
  };
  const logs: Record<string, string> = {};
  const jobs = await playWorkflow(readFileSync(FILE, 'utf8'), {
    vars: {
      CUSTOM_VISION_ENDPOINT: `${emulator.endpoint}/`,
      NOTIFICATION_QUEUE_URI: emulator.notificationQueueUri,
      EXPORT_MODEL_CONTAINER_URI: emulator.exportModelContainerUri,
      ...(entra && { AZURE_CLIENT_ID: entra.application.clientId, AZURE_TENANT_ID: entra.tenantId }),
    },
    secrets: {
      CUSTOM_VISION_TRAINING_KEY: emulator.trainingKey,
      STORAGE_ACCOUNT_KEY: emulator.storageAccountKey,
    },
    others: { 'runner.temp': temp, 'github.token': 'token' },
    take: async ({ uses, run = '', shell, label, with: inputs, env: ofStep }) => {
      if (HERE_ALREADY.test(uses ?? run)) {
        return { succeeded: true, outputs: {} };
      }
      const { log, ...result } =
        uses === undefined
          ? await runShell({ run, shell }, { env: { ...env, ...ofStep }, temp, workspace: ROOT })
          : await use(uses, inputs);
      logs[label] = log;
      return result;
    },
  });
  const all = Object.values(jobs);
  return {
    logs,
    failed: all.flatMap((job) => job.failed),
    skipped: all.flatMap((job) => job.skipped),
  };
}

/** The answers in the table that a step has printed, by question. */
function answers(log = ''): Record<string, string> {
  return Object.fromEntries(
    [...log.matchAll(/^\| (.+?) \| (.+) \|$/gm)].map(([, question = '', answer = '']) => [
      question.trim(),
      answer,
    ]),
  );
}

async function expectNothingLeft(emulator: Emulator): Promise<void> {
  expect(emulator.service.projects.all().map(({ id }) => id)).toEqual([emulator.projectId]);
  expect(await emulator.seeded.container.listBlobsFlat().next()).toMatchObject({ done: true });
  const { peekedMessageItems } = await emulator.seeded.queue.peekMessages({ numberOfMessages: 32 });
  expect(peekedMessageItems).toEqual([]);
}

onPosix.each<[string, EmulatorOptions, Record<string, unknown>]>([
  [
    'as the guide has it, with OIDC',
    { entra: true, behavior: SHORT },
    {
      [QUESTIONS.uris]: 'v3.3 and v3.4-preview',
      [QUESTIONS.test]: 'yes',
      [QUESTIONS.encoding]: 'plain text, with Content',
      [QUESTIONS.roles]: 'queue: yes; container: yes',
      [QUESTIONS.notifications]: 'ConnectionTest × 2, Training × 1, Export × 1',
      [QUESTIONS.backup]: expect.stringMatching(/^PROJECT - ITERATION\.ONNX: a zip of \d+ bytes, /),
      [QUESTIONS.same]: 'yes',
      [QUESTIONS.duration]: expect.stringMatching(/^Completed after \d+ s$/),
      [QUESTIONS.refusals]: expect.stringMatching(/^key: 401 \{.*\}; token: 401 \{.*\}$/),
      [QUESTIONS.oidc]: expect.stringMatching(/^succeeded; repo:/),
    },
  ],
  [
    'otherwise, with keys alone',
    {
      behavior: {
        ...SHORT,
        urisEchoedBy: 'v3.4-preview',
        messageEncoding: 'base64',
        contentCase: 'content',
        backup: 'repacked',
        backupNames: 'shared-zip',
      },
    },
    {
      [QUESTIONS.uris]: 'v3.4-preview',
      [QUESTIONS.encoding]: 'base64, with content',
      [QUESTIONS.oidc]: 'not tried; the job has no token',
      [QUESTIONS.backup]: expect.stringMatching(/^PROJECT - ITERATION\.ONNX\.zip: a zip/),
      [QUESTIONS.same]: expect.stringMatching(/^no: \d+ bytes, the backup has \d+$/),
    },
  ],
])('it finds out how a service is, %s, and leaves nothing behind', async (_, options, expected) => {
  const emulator = await startEmulator(options);
  try {
    const { logs, failed, skipped } = await play(emulator);

    expect({ failed, skipped, logs: failed.length === 0 ? {} : logs }).toEqual({
      failed: [],
      skipped: options.entra === true ? [] : ['live.oidc'],
      logs: {},
    });
    const told = { ...answers(logs['live.7']), ...answers(logs['next.4']) };
    expect(told).toMatchObject({
      ...expected,
      [QUESTIONS.outputs]: expect.stringMatching(/the artifact holds .*labels\.txt, .*model\.onnx/),
    });
    expect(Object.keys(told)).toEqual(expect.arrayContaining(Object.values(QUESTIONS)));
    expect(Object.values(logs).join('\n')).not.toContain(emulator.trainingKey);
    await expectNothingLeft(emulator);
    expect(readFileSync(path.join(folder, 'gh-calls'), 'utf8').match(/DELETE .*/g)).toEqual([
      'DELETE repos/octocat/models/actions/artifacts/11 --silent',
      'DELETE repos/octocat/models/actions/artifacts/12 --silent',
    ]);
  } finally {
    await emulator.close();
  }
});

onPosix(
  'where the training fails, it tells what it has seen and leaves nothing behind all the same',
  async () => {
    const emulator = await startEmulator({ behavior: { ...SHORT, trainingOutcome: 'failed' } });
    try {
      const { logs, failed } = await play(emulator);

      expect(failed).toContain('live.model');
      expect(answers(logs['live.7'])).toMatchObject({
        [QUESTIONS.duration]: expect.stringMatching(/^Failed after \d+ s$/),
        [QUESTIONS.backup]: 'none',
        [QUESTIONS.same]: 'nothing to compare',
      });
      await expectNothingLeft(emulator);
    } finally {
      await emulator.close();
    }
  },
);

test('where the repository is not set up, it says so before it creates anything', async () => {
  const script = path.join(ROOT, 'scripts', 'live-test.ts');
  const env = { ENDPOINT: 'https://nuts.cognitiveservices.azure.com', TRAINING_KEY: '', STORAGE_KEY: 'key' };
  const { exitCode, stderr } = await runProgram(process.execPath, [script, 'prepare'], { env });

  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^::error::The variables TRAINING_KEY, QUEUE_URI, CONTAINER_URI are missing\. Next: .*docs\/LIVE-TEST\.md/,
  );
});

test('LIVE-TEST.md says of each question what the action does meanwhile', () => {
  const page = readFileSync(path.join(ROOT, 'docs', 'LIVE-TEST.md'), 'utf8');
  expect(Object.keys(answers(page))).toEqual(expect.arrayContaining(Object.values(QUESTIONS)));
});
