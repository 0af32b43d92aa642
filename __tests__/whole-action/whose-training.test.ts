import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Emulator, SeededProject } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play, type Scenario, type ScenarioOptions, writes } from './scenario.ts';
import { startTimedEmulator } from './time/timed-emulator.ts';

let emulator: Emulator;
/** Runs once, right before the next start is answered. */
let meanwhile: (() => void) | undefined;

beforeAll(async () => {
  emulator = await startTimedEmulator({
    behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 },
    onExchange: ({ operation }) => {
      if (operation === 'TrainProject') {
        meanwhile?.();
        meanwhile = undefined;
      }
    },
  });
});
afterAll(async () => {
  await emulator.close();
});

const REQUEST = {
  trainingType: 'Regular',
  reservedBudgetInHours: 0,
  forceTrain: true,
  selectedTags: [],
  customBaseModel: null,
} as const;

/** Somebody else starts a training, by the portal or in another run of the action, which names it. */
function begin({ projectId }: SeededProject, name?: string): string {
  const { id } = emulator.service.trainings.train(projectId, REQUEST);
  if (name !== undefined) {
    emulator.service.trainings.rename(projectId, id, name);
  }
  return id;
}

function addImage({ projectId, project }: SeededProject): void {
  emulator.service.projects.addImages(projectId, 1, project.tags[0]?.id);
}

/** The starts that were sent, as `forced → status`. */
function starts(scenario: Scenario): string[] {
  return writes(scenario)
    .filter((request) => request.includes('/train?'))
    .map(
      (request) =>
        `${request.includes('forceTrain=true') ? 'forced' : 'unforced'}${request.slice(request.indexOf(' → '))}`,
    );
}

async function playPolicy(
  project: SeededProject,
  policy: string,
  more: ScenarioOptions = {},
): Promise<Scenario> {
  const inputs = { 'when-unchanged': policy, 'upload-artifact': 'false', ...more.inputs };
  return await play(emulator, project, { ...more, inputs });
}

describe.each(['reuse', 'retrain', 'fail'])('with when-unchanged: %s', (policy) => {
  const way = policy === 'retrain' ? 'forced' : 'unforced';

  test.each([400, 401, 403, 404, 409, 502])(
    'a gateway’s %i after the start was carried out: one training',
    async (status) => {
      const project = await emulator.addProject({ integrated: true });
      const { projectId } = project;
      emulator.faults.add({ operation: 'TrainProject', projectId, fault: { status, when: 'after' } });
      const scenario = await playPolicy(project, policy);

      expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
      expect(starts(scenario)).toEqual([`${way} → ${status}`]);
      expect(project.project.iterations).toHaveLength(1);
    },
  );

  test('a 429 after the start was carried out: one training, too', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { projectId } = project;
    emulator.faults.add({ operation: 'TrainProject', projectId, fault: { status: 429, when: 'after' } });
    const scenario = await playPolicy(project, policy);

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
    expect(starts(scenario)).toEqual([`${way} → 429`, `${way} → 400`, 'unforced → 400']);
    expect(project.project.iterations).toHaveLength(1);
  });

  test('a gateway’s 404 before it: the start is sent once more, on the same path', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { projectId } = project;
    emulator.faults.add({ operation: 'TrainProject', projectId, fault: { status: 404, when: 'before' } });
    const scenario = await playPolicy(project, policy);

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
    expect(starts(scenario)).toEqual([`${way} → 404`, `${way} → 200`]);
    expect(scenario.requests.join()).not.toContain('/v3.3/');
  });

  test('a training of another run that began while the answer was lost is not ours', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { projectId } = project;
    emulator.faults.add({ operation: 'TrainProject', projectId, fault: { reset: 'before' } });
    let theirs = '';
    meanwhile = () => {
      theirs = begin(project, 'gh-4712-0123abcd');
      addImage(project);
    };
    const scenario = await playPolicy(project, policy);

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
    expect(scenario.run.outputs.iterationId).not.toBe(theirs);
    expect(starts(scenario)).toEqual([`${way} → cut`, `${way} → 200`]);
    expect(project.project.iterations.map(({ name }) => name)).toEqual([
      'gh-4712-0123abcd',
      expect.stringMatching(/^gh-\d+-[0-9a-f]{8}$/),
    ]);
  });

  test('where it is in doubt whose it is, the end is awaited and ours asked for unforced', async () => {
    const project = await emulator.addProject({ integrated: true });
    const { projectId } = project;
    emulator.faults.add({ operation: 'TrainProject', projectId, fault: { reset: 'before' } });
    let theirs = '';
    meanwhile = () => {
      theirs = begin(project);
      // It began a minute before the start was sent.
      const [iteration] = project.project.iterations;
      Object.assign(iteration ?? {}, { created: 0, lastModified: emulator.clock.now() - 60_000 });
    };
    const scenario = await playPolicy(project, policy);

    expect(scenario.run.outputs).toMatchObject({
      status: 'succeeded',
      trained: 'false',
      iterationId: theirs,
    });
    expect(starts(scenario)).toEqual([`${way} → cut`, 'unforced → 400']);
    expect(project.project.iterations).toHaveLength(1);
  });
});

describe('a training that failed', () => {
  /** The next training goes well as soon as the run says that it tries again. */
  function goesWellLater(project: SeededProject): Pick<ScenarioOptions, 'during'> {
    return {
      during: async (action) => {
        await action.waitFor('it is tried once more, as retry-failed is true');
        project.project.behavior.trainingOutcome = 'completed';
      },
    };
  }

  test.each(['reuse', 'retrain', 'fail'])('is tried once more with retry-failed, and %s', async (policy) => {
    const project = await emulator.addProject({ integrated: true, behavior: { trainingOutcome: 'failed' } });
    const inputs = { 'retry-failed': 'true' };
    const scenario = await playPolicy(project, policy, { inputs, ...goesWellLater(project) });

    expect(scenario.run.outputs).toMatchObject({
      status: 'succeeded',
      trained: 'true',
      iterationId: project.project.iterations[1]?.id,
    });
    expect(starts(scenario)).toEqual([
      `${policy === 'retrain' ? 'forced' : 'unforced'} → 200`,
      'forced → 200',
    ]);
  });

  test('in an earlier run is tried once more with retry-failed, once', async () => {
    const project = await emulator.addProject({ integrated: true, behavior: { trainingOutcome: 'failed' } });
    await play(emulator, project);
    const inputs = { 'retry-failed': 'true' };
    const again = await play(emulator, project, { inputs });
    expect(again.run.outputs).toMatchObject({ status: 'training-failed', trained: 'true' });
    expect(errorOf(again.run).message).toContain('this run has tried it twice');
    expect(starts(again)).toEqual(['unforced → 400', 'forced → 200']);

    const well = await play(emulator, project, { inputs, ...goesWellLater(project) });
    expect(well.run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
    expect(project.project.iterations).toHaveLength(3);
  });
});

test('an export that fails is asked for once more with retry-failed, without another training', async () => {
  const project = await emulator.addProject({ integrated: true, behavior: { exportOutcome: 'failed' } });
  const scenario = await play(emulator, project, {
    inputs: { 'retry-failed': 'true' },
    during: async (action) => {
      await action.waitFor('it is tried once more, as retry-failed is true');
      project.project.behavior.exportOutcome = 'completed';
    },
  });
  expect(scenario.run.outputs).toMatchObject({ status: 'succeeded' });
  expect(writes(scenario).filter((request) => request.includes('/export?'))).toHaveLength(2);
  expect(starts(scenario)).toHaveLength(1);
});
