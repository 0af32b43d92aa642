import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DOMAINS } from '../../emulator/custom-vision/resource/domains.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

test('refuses every bad input in one message, before any request', async () => {
  const project = await emulator.addProject();
  const bad: Readonly<Record<string, string>> = {
    endpoint: 'http://models.example.com',
    'training-key': 'two words',
    'project-id': '42',
    'project-name': 'Screws\nand bolts',
    domain: 'General\n(compact)',
    'classification-type': 'Both',
    'notification-queue-uri': 'https://account.queue.core.windows.net/Not_A_Queue?sv=2024&sig=top%2Bsecret',
    'export-model-container-uri': 'https://account.blob.core.windows.net/',
    'storage-account-key': 'not base64!',
    'replace-integration': 'yes',
    platforms: 'ONNX, PyTorch',
    'training-type': 'Fast',
    'reserved-budget-hours': '1.5',
    'selected-tags': ',',
    'notification-email': 'nobody',
    'when-unchanged': 'ask',
    'iteration-id': '42',
    'timeout-minutes': '7201',
    'on-timeout': 'wait',
    'reconcile-minutes': '-1',
    'upload-artifact': 'maybe',
    'artifact-name': 'model',
    'retention-days': '401',
  };
  const { run, requests } = await play(emulator, project, { inputs: bad });

  expect(requests).toEqual([]);
  expect(run.outputs.status).toBe('failed');
  const { title, message } = errorOf(run);
  expect(title).toBe('Inputs refused');
  for (const name of Object.keys(bad)) {
    expect(message).toContain(`- ${name}: `);
  }
  expect(message).toContain('"Not_A_Queue'.replace('"Not', '/Not'));
  for (const secret of ['two words', 'not base64!', 'top%2Bsecret', 'top+secret']) {
    expect(run.raw.replace(/^::add-mask::.*$/gm, '')).not.toContain(secret);
  }
});

test('links the section of the page where the runner says what action it is', async () => {
  const project = await emulator.addProject();
  const { run } = await play(emulator, project, {
    inputs: { platforms: 'ONNX, PyTorch', 'artifact-name': 'model' },
    env: { GITHUB_ACTION_REPOSITORY: 'mona/train-export', GITHUB_ACTION_REF: 'v1' },
  });

  const { message } = errorOf(run);
  expect(message).toContain('entry 2, "PyTorch", begins with no platform');
  expect(message).toContain('write "model.zip"');
  expect(message).toMatch(
    /\nMore in https:\/\/github\.com\/mona\/train-export\/blob\/v1\/docs\/TROUBLESHOOTING\.md#inputs-refused$/,
  );
});

test('bounds what it reads of inputs', async () => {
  const project = await emulator.addProject();
  const { run, requests } = await play(emulator, project, {
    inputs: {
      platforms: 'ONNX,'.repeat(10_000),
      'notification-email': '@'.repeat(50_000),
      'project-name': 'x'.repeat(101_000),
    },
  });

  expect(requests).toEqual([]);
  expect(errorOf(run).message).toMatch(/- platforms: .* it has 10000 entries, at most 50 are read/);
  expect(errorOf(run).message).toContain('it has 101000 characters, at most 100000 are read');
});

test('says under nektos/act that there is nowhere to upload to', async () => {
  const project = await emulator.addProject();
  const { run } = await play(emulator, project, { env: { ACT: 'true', ACTIONS_RUNTIME_TOKEN: undefined } });

  expect(errorOf(run).message).toMatch(/- upload-artifact: .*expected false, for this is nektos\/act/);
});

test('names the inputs that are missing, and why a fork has no secrets', async () => {
  const project = await emulator.addProject();
  const none = ['endpoint', 'training-key', 'project-id', 'storage-account-key'];
  const { run, requests } = await play(emulator, project, {
    inputs: Object.fromEntries(none.map((name) => [name, ''])),
  });

  expect(requests).toEqual([]);
  const { message } = errorOf(run);
  for (const name of none) {
    expect(message).toContain(`- ${name}: is missing`);
  }
  expect(message).toContain('Workflows from forks get no secrets');
});

test('refuses to start where there is no artifact service to upload to', async () => {
  const project = await emulator.addProject();
  const { run, requests } = await play(emulator, project, { env: { ACTIONS_RUNTIME_TOKEN: undefined } });

  expect(requests).toEqual([]);
  expect(errorOf(run).message).toContain('- upload-artifact: the runner has not set ACTIONS_RUNTIME_TOKEN');
});

describe('ends red before anything is written or trained', () => {
  test('a wrong training key', async () => {
    const project = await emulator.addProject();
    const scenario = await play(emulator, project, { inputs: { 'training-key': 'f'.repeat(32) } });

    expect(errorOf(scenario.run).message).toMatch(/the service answered 401[^]*check training-key/);
    expect(writes(scenario)).toEqual([]);
  });

  test('a wrong storage key', async () => {
    const project = await emulator.addProject();
    const key = Buffer.alloc(64, 7).toString('base64');
    const scenario = await play(emulator, project, { inputs: { 'storage-account-key': key } });

    // Azurite's blobs answer as a closed network would.
    expect(errorOf(scenario.run).title).toBe('Storage credential refused, Storage firewall');
    expect(errorOf(scenario.run).message).toMatch(/403 AuthenticationFailed[^]*check storage-account-key/);
    expect(writes(scenario)).toEqual([]);
  });

  test('a project that is not there', async () => {
    const project = await emulator.addProject();
    const scenario = await play(emulator, project, {
      inputs: { 'project-id': '00000000-0000-4000-8000-000000000000' },
    });

    expect(errorOf(scenario.run).title).toBe('Project not found');
    expect(errorOf(scenario.run).message).toContain('check project-id');
    expect(scenario.run.outputs.projectId).toBe('');
  });

  test('a queue and a container that are not there, both at once', async () => {
    const project = await emulator.addProject();
    await Promise.all([project.queue.delete(), project.container.delete()]);
    const scenario = await play(emulator, project);

    const { message } = errorOf(scenario.run);
    expect(message).toContain(
      `az storage queue create --account-name customvisionstore --name ${project.queue.name}`,
    );
    expect(message).toContain('az storage container create');
    expect(writes(scenario)).toEqual([]);
  });

  test('a domain that cannot be exported, naming its compact twin', async () => {
    const general = DOMAINS.find(({ name, type }) => name === 'General' && type === 'Classification');
    const project = await emulator.addProject(general === undefined ? {} : { domain: general });
    const scenario = await play(emulator, project);

    expect(errorOf(scenario.run).title).toBe('Domain cannot export');
    expect(errorOf(scenario.run).message).toContain(
      '| General (compact) (domain id 0732100f-1a38-4e49-a514-c9b44c697ab5)',
    );
    expect(writes(scenario)).toEqual([]);
  });

  test('a platform that the domain cannot be exported to, naming those that it can', async () => {
    const detection = DOMAINS.find(
      ({ name, type }) => name === 'General (compact)' && type === 'ObjectDetection',
    );
    const project = await emulator.addProject(detection === undefined ? {} : { domain: detection });
    const scenario = await play(emulator, project, { inputs: { platforms: 'vaidk' } });

    expect(errorOf(scenario.run).message).toMatch(/cannot be exported to VAIDK[^]*\| .*ONNX/);
    expect(writes(scenario)).toEqual([]);
  });

  test('a project that is read-only', async () => {
    const project = await emulator.addProject({ readOnly: true });
    const scenario = await play(emulator, project);

    expect(errorOf(scenario.run).title).toBe('Project is read-only');
    expect(writes(scenario)).toEqual([]);
  });

  test('an endpoint where nothing answers', async () => {
    const project = await emulator.addProject();
    // Port 9 is "discard"; nothing listens there.
    const { run } = await play(emulator, project, { inputs: { endpoint: 'http://127.0.0.1:9' } });

    expect(errorOf(run).title).toBe('Service out of reach');
    expect(errorOf(run).message).toContain('nothing accepts connections there');
  });
});
