import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import type { Role } from '../../emulator/entra/roles.ts';
import { neededActions } from './documented-setup.ts';
import { entraOf, oidcJob } from './entra-job.ts';
import { publishedIn, publishing, withImage } from './publish-scenario.ts';
import { errorOf, play, type Scenario } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;
let project: SeededProject;

beforeAll(async () => {
  emulator = await startTimedEmulator({ entra: true });
});
beforeEach(async () => {
  entraOf(emulator).roles.asked.clear();
  entraOf(emulator).roles.denied.clear();
  project = await emulator.addProject();
});
afterAll(async () => {
  await emulator.close();
});

const DEPLOYMENT = 'Cognitive Services Custom Vision Deployment';
const NEEDED = neededActions('publish/README.md');

/** Signs in by OIDC, and publishes an iteration that bears another name, with a smoke test. */
async function playWith(...roles: Role[]): Promise<Scenario> {
  const { application, roles: assignments } = entraOf(emulator);
  assignments.replace(application.objectId, ...roles);
  const job = oidcJob(emulator);
  const seed = { publishName: 'staging', predicts: { hemlock: 0.9 } };
  const { id } = emulator.service.trainings.add(project.projectId, seed);
  const action = publishing(emulator, project);
  const { 'client-id': clientId = '', 'tenant-id': tenantId = '' } = job.inputs;
  const signIn = { 'training-key': '', 'client-id': clientId, 'tenant-id': tenantId };
  return await withImage((file) =>
    play(emulator, project, {
      ...job,
      action,
      inputs: { ...signIn, 'iteration-id': id, 'smoke-image': file, 'expected-tag': 'hemlock' },
    }),
  );
}

test('the one role of the README does, and a run needs exactly what its table lists', async () => {
  const { run } = await playWith(DEPLOYMENT);

  expect(run.outputs).toMatchObject({ status: 'succeeded', changed: 'true', smokeProbability: '0.9' });
  expect(publishedIn(project)).toEqual(['1: live']);
  expect([...entraOf(emulator).roles.asked].sort()).toEqual(
    NEEDED.map(({ dataAction }) => dataAction).sort(),
  );
});

test('each data action of the table is allowed by the role beside it', () => {
  const { roles } = entraOf(emulator);
  for (const { dataAction, leastRole } of NEEDED) {
    roles.replace('somebody', leastRole as Role);
    expect(`${leastRole}: ${String(roles.allows('somebody', dataAction))}`).toBe(`${leastRole}: true`);
  }
});

test.each(NEEDED)('$step, without $dataAction: $withoutIt', async ({ dataAction, withoutIt }) => {
  entraOf(emulator).roles.denied.add(dataAction);
  const { run } = await playWith(DEPLOYMENT);

  const { title, message } = errorOf(run);
  expect(title).toBe('Key or role refused');
  expect(message).toContain('401 PermissionDenied');
  expect(message).toContain(`the role ${DEPLOYMENT} on the resource`);
  const isChanged = withoutIt !== 'nothing is changed';
  expect(run.outputs).toMatchObject({ status: 'failed', changed: String(isChanged) });
  expect(publishedIn(project)).toEqual(isChanged ? [] : ['1: staging']);
});

test.each<Role | 'no role'>(['no role', 'Cognitive Services Custom Vision Reader'])(
  'with %s nothing is published, and the role is named',
  async (role) => {
    const { run } = await playWith(...(role === 'no role' ? [] : [role]));

    expect(errorOf(run).message).toContain(`the role ${DEPLOYMENT} on the resource`);
    expect(publishedIn(project)).toEqual(['1: staging']);
  },
);
