import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { LEAST_ROLES } from '../../emulator/entra/entra.ts';
import type { Role } from '../../emulator/entra/roles.ts';
import { neededActions } from './documented-setup.ts';
import { entraOf, oidcJob } from './entra-job.ts';
import { errorOf, play, type Scenario, writes } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    entra: true,
    behavior: { trainingSeconds: 1, exportSeconds: 0.5, modelBytes: 50_000 },
  });
});
beforeEach(() => {
  entraOf(emulator).roles.asked.clear();
  entraOf(emulator).roles.denied.clear();
});
afterAll(async () => {
  await emulator.close();
});

const [TRAINER, QUEUE, CONTAINER] = [
  'Cognitive Services Custom Vision Trainer',
  'Storage Queue Data Contributor',
  'Storage Blob Data Reader',
] as const satisfies Role[];

/** How long the action holds a message; it may have whole seconds. */
const HELD_MS = 6_000;

async function playWith(project: SeededProject, ...roles: Role[]): Promise<Scenario> {
  return await playInputs(project, {}, ...roles);
}

async function playInputs(
  project: SeededProject,
  inputs: Readonly<Record<string, string>>,
  ...roles: Role[]
): Promise<Scenario> {
  const { application, roles: assignments } = entraOf(emulator);
  assignments.replace(application.objectId, ...roles);
  const job = oidcJob(emulator);
  return await play(emulator, project, {
    ...job,
    inputs: { ...job.inputs, 'upload-artifact': 'false', ...inputs },
  });
}

/** Inputs that lead to what not every run does. */
function inputsFor(dataAction: string, { project }: SeededProject): Readonly<Record<string, string>> {
  switch (dataAction) {
    case 'CustomVision/projects/tags/read':
      return { 'selected-tags': project.tags.map(({ name }) => name).join('\n') };
    case 'CustomVision/projects/iterations/delete':
      return { 'keep-iterations': '2', 'when-unchanged': 'retrain' };
    case 'CustomVision/projects/action':
      return { 'project-id': '', 'project-name': `New ${project.id}` };
    default:
      return {};
  }
}

/** Two iterations: one that makes room with `keep-iterations: 2`, and one that stays. */
function addTrained({ projectId }: SeededProject): void {
  emulator.service.trainings.add(projectId);
  emulator.service.trainings.add(projectId);
}

test('the three documented roles do, and a run needs exactly what the table lists', async () => {
  expect(LEAST_ROLES).toEqual([TRAINER, QUEUE, CONTAINER]);
  const project = await emulator.addProject();
  // Somebody's work in front of the notifications is received with them, and given back.
  await project.queue.sendMessage('work of somebody else');
  addTrained(project);
  const tags = inputsFor('CustomVision/projects/tags/read', project);
  const room = inputsFor('CustomVision/projects/iterations/delete', project);
  const { run, queue } = await playInputs(project, { ...tags, ...room }, TRAINER, QUEUE, CONTAINER);

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
  expect(queue).toEqual(['work of somebody else']);
  const name = inputsFor('CustomVision/projects/action', project);
  const created = await playInputs(
    project,
    name,
    'Cognitive Services Custom Vision Contributor',
    QUEUE,
    CONTAINER,
  );
  expect(created.run.outputs.projectId).not.toBe('');
  const { asked } = entraOf(emulator).roles;
  // The alternative to processing a message is not looked at where that is allowed.
  expect([...asked].sort()).toEqual([...new Set(neededActions().map(({ dataAction }) => dataAction))].sort());
});

test('each data action of the table is allowed by the role beside it', () => {
  const { roles } = entraOf(emulator);
  for (const { dataAction, leastRole } of neededActions()) {
    roles.replace('somebody', leastRole as Role);
    expect(`${leastRole}: ${String(roles.allows('somebody', dataAction))}`).toBe(`${leastRole}: true`);
  }
});

test.each<{ without: string; roles: Role[]; answer: string; next: string }>([
  { without: TRAINER, roles: [QUEUE, CONTAINER], answer: '401 PermissionDenied', next: TRAINER },
  { without: QUEUE, roles: [TRAINER, CONTAINER], answer: '403 AuthorizationPermissionMismatch', next: QUEUE },
  {
    without: CONTAINER,
    roles: [TRAINER, QUEUE],
    answer: '403 AuthorizationPermissionMismatch',
    next: CONTAINER,
  },
])('without $without nothing is written or started', async ({ roles, answer, next }) => {
  const project = await emulator.addProject();
  const scenario = await playWith(project, ...roles);

  expect(scenario.run.outputs).toMatchObject({ status: 'failed', trained: 'false', iterationId: '' });
  expect(errorOf(scenario.run).message).toContain(answer);
  expect(errorOf(scenario.run).message).toContain(`the role ${next}`);
  expect(writes(scenario)).toEqual([]);
});

test('without any role, one error names all three', async () => {
  const project = await emulator.addProject();
  const { run } = await playWith(project);

  const { message } = errorOf(run);
  expect([TRAINER, QUEUE, CONTAINER].filter((role) => message.includes(`the role ${role}`))).toHaveLength(3);
});

test('a reader of the project may not integrate it', async () => {
  const project = await emulator.addProject();
  const { run } = await playWith(project, 'Cognitive Services Custom Vision Reader', QUEUE, CONTAINER);

  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false' });
  expect(errorOf(run).title).toBe('Key or role refused');
  expect(errorOf(run).message).toContain(`the role ${TRAINER}`);
});

test.each<Role>(['Cognitive Services Custom Vision Reader', 'Cognitive Services Custom Vision Deployment'])(
  'a %s may not train',
  async (role) => {
    const project = await emulator.addProject({ integrated: true });
    const { run } = await playWith(project, role, QUEUE, CONTAINER);

    expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false', iterationId: '' });
    expect(errorOf(run).message).toContain('Could not start the training');
    expect(errorOf(run).message).toContain(`the role ${TRAINER}`);
    expect(project.project.iterations).toEqual([]);
  },
);

test('a processor of messages is enough on the queue: what is received with ours comes back by itself', async () => {
  const project = await emulator.addProject({ integrated: true });
  await project.queue.sendMessage('work of somebody else');
  const { run } = await playWith(project, TRAINER, 'Storage Queue Data Message Processor', CONTAINER);

  expect(run.outputs.status).toBe('succeeded');
  expect(run.annotations).toEqual([]);
  expect(await visibleAgain(project)).toEqual(['work of somebody else']);
});

test('a reader of the queue is heard, but leaves its notifications behind', async () => {
  const project = await emulator.addProject({ integrated: true });
  const { run, queue } = await playWith(project, TRAINER, 'Storage Queue Data Reader', CONTAINER);

  expect(run.outputs.status).toBe('succeeded');
  expect(queue).toHaveLength(2);
});

test.each(neededActions())('$step, without $dataAction: $withoutIt', async ({ dataAction, withoutIt }) => {
  const project = await emulator.addProject();
  await project.queue.sendMessage('work of somebody else');
  const { denied } = entraOf(emulator).roles;
  denied.add(dataAction);
  if (dataAction.endsWith('/process/action')) {
    // A contributor may receive and delete without processing.
    denied.add('queueServices/queues/messages/delete');
  }
  if (dataAction.endsWith('/iterations/delete')) {
    addTrained(project);
  }
  const { run } = await playInputs(project, inputsFor(dataAction, project), TRAINER, QUEUE, CONTAINER);
  const [iteration] = project.project.iterations;

  switch (withoutIt) {
    case 'refused before the training':
      expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false' });
      expect(errorOf(run).message).toContain('the role ');
      expect(iteration).toBeUndefined();
      break;
    case 'refused after the training':
      expect(run.outputs.trained).toBe('true');
      expect(errorOf(run).message).toContain('the role ');
      break;
    case 'it keeps the name of the service':
      expect(run.outputs.status).toBe('succeeded');
      expect(iteration?.name).toBe('Iteration 1');
      break;
    case 'they are not told, without a gate':
      expect(run.outputs).toMatchObject({ status: 'succeeded', metrics: '', gate: 'none' });
      break;
    case 'they stay, with a warning':
      expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
      expect(run.annotations).toMatchObject([{ level: 'warning', title: 'Iteration not deleted' }]);
      expect(run.annotations[0]?.message).toContain(`the role ${TRAINER}`);
      expect(project.project.iterations).toHaveLength(3);
      break;
    case 'they stay until they expire':
      expect(run.outputs.status).toBe('succeeded');
      expect(await visibleAgain(project)).toHaveLength(4);
      break;
    case 'they come back by themselves in 5 s':
      expect(run.outputs.status).toBe('succeeded');
      expect(await visibleAgain(project)).toEqual(['work of somebody else']);
      break;
    default:
      throw new Error(`the table says something new: ${withoutIt}`);
  }
});

/** What is left visible on the queue when what is held for others has come back. */
async function visibleAgain({ queue }: SeededProject): Promise<string[]> {
  await emulator.clock.pass(HELD_MS);
  const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 });
  return peekedMessageItems.map(({ messageText }) => messageText);
}
