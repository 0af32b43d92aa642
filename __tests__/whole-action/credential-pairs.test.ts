import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { EXCHANGE_AUDIENCE, LEAST_ROLES } from '../../emulator/entra/entra.ts';
import { COGNITIVE, entraOf, machineOf, oidcJob, STORAGE, tokensGiven, workloadLogin } from './entra-job.ts';
import { play } from './scenario.ts';
import { sasInputs } from './storage-sas.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;
/** Of the application that Azure's own chain signs in as: not the one of client-id. */
let chainClientId = '';
let oidcClientId = '';

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { trainingSeconds: 0.5, exportSeconds: 0.5, modelBytes: 50_000 },
  });
  const { directory, roles, idTokens, application } = entraOf(emulator);
  const { issuer, subject } = idTokens;
  const chain = directory.register({ federated: [{ issuer, subject, audience: EXCHANGE_AUDIENCE }] });
  roles.assign(chain.objectId, ...LEAST_ROLES);
  [chainClientId, oidcClientId] = [chain.clientId, application.clientId];
});
afterAll(async () => {
  await emulator.close();
});

type Training = 'key' | 'OIDC' | 'default';
type Storage = 'SAS' | 'key' | 'OIDC' | 'default';

/** Who asks for tokens, and for what; nobody where keys and signatures are enough. */
const PAIRS: readonly {
  training: Training;
  storage: Storage;
  tokens: readonly ('OIDC → training' | 'OIDC → storage' | 'default → training' | 'default → storage')[];
}[] = [
  { training: 'key', storage: 'SAS', tokens: [] },
  { training: 'key', storage: 'key', tokens: [] },
  { training: 'key', storage: 'OIDC', tokens: ['OIDC → storage'] },
  { training: 'key', storage: 'default', tokens: ['default → storage'] },
  { training: 'OIDC', storage: 'SAS', tokens: ['OIDC → training'] },
  { training: 'OIDC', storage: 'key', tokens: ['OIDC → training'] },
  { training: 'OIDC', storage: 'OIDC', tokens: ['OIDC → training', 'OIDC → storage'] },
  // There is one login for all: client-id and tenant-id go before what the chain finds.
  { training: 'OIDC', storage: 'default', tokens: ['OIDC → training', 'OIDC → storage'] },
  { training: 'default', storage: 'SAS', tokens: ['default → training'] },
  { training: 'default', storage: 'key', tokens: ['default → training'] },
  { training: 'default', storage: 'OIDC', tokens: ['OIDC → training', 'OIDC → storage'] },
  { training: 'default', storage: 'default', tokens: ['default → training', 'default → storage'] },
];

test.each(PAIRS)('training by $training, storage by $storage', async ({ training, storage, tokens }) => {
  const project = await emulator.addProject();
  const asked = [training, storage];
  const since = entraOf(emulator).tokens.given.length;
  const { run, queue } = await play(emulator, project, {
    inputs: { ...inputsOf(training, storage, project) },
    env: {
      ...machineOf(emulator),
      ...(asked.includes('default') ? await workloadLogin(emulator, chainClientId) : {}),
    },
    ...(asked.includes('OIDC') ? { idTokens: entraOf(emulator).idTokens } : {}),
  });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.annotations).toEqual([]);
  expect(queue).toEqual([]);
  const spelled = tokens.map((token) =>
    token
      .replace('OIDC', oidcClientId)
      .replace('default', chainClientId)
      .replace('training', COGNITIVE)
      .replace('storage', STORAGE),
  );
  expect(tokensGiven(emulator, since)).toEqual([...spelled].sort());
});

function inputsOf(training: Training, storage: Storage, project: SeededProject): Record<string, string> {
  const { inputs: oidc } = oidcJob(emulator);
  return {
    ...([training, storage].includes('OIDC')
      ? { 'client-id': oidc['client-id'] ?? '', 'tenant-id': oidc['tenant-id'] ?? '' }
      : {}),
    ...(training === 'key' ? {} : { 'training-key': '' }),
    ...(storage === 'key' ? {} : { 'storage-account-key': '' }),
    ...(storage === 'SAS' ? sasInputs(emulator, project) : {}),
  };
}
