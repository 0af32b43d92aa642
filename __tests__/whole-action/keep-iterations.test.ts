import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SeededProject } from '../../emulator/emulator.ts';
import { ENDS_WHEN_AWAITED } from '../../trials/endings.ts';
import { errorOf, play, type Scenario, writes } from './scenario.ts';
import { startTimedEmulator, type TimedEmulator } from './time/timed-emulator.ts';

let emulator: TimedEmulator;

beforeAll(async () => {
  emulator = await startTimedEmulator({ behavior: { ...ENDS_WHEN_AWAITED, modelBytes: 50_000 } });
});
afterAll(async () => {
  await emulator.close();
});

const KEEP_3 = { 'keep-iterations': '3' };

/** A project with iterations of these names, the oldest first, and an image that none of them has seen. */
async function projectOf(...names: string[]): Promise<SeededProject> {
  const project = await emulator.addProject({ integrated: true });
  for (const name of names) {
    emulator.service.trainings.add(project.projectId, {
      name,
      ...(name.startsWith('published') && { publishName: name }),
      ...(name.startsWith('failed') && { status: 'Failed' }),
    });
  }
  emulator.service.projects.addImages(project.projectId, 1, project.project.tags[0]?.id);
  return project;
}

function namesIn({ project: { iterations } }: SeededProject): string[] {
  return iterations.map(({ name }) => (name.startsWith('gh-') ? 'the new one' : name));
}

/** The writing requests, with the names of the iterations that are deleted. */
function told(scenario: Scenario, names: ReadonlyMap<string, string>): string[] {
  return writes(scenario).map((request) => {
    const [, operation = '', status = ''] =
      /\/(train|export|[-0-9a-f]{36}|\{iteration\})(?:\?\S*)? → (\w+)$/.exec(request) ?? [];
    return `${names.get(operation) ?? operation} ${status}`;
  });
}

test('the oldest make room, the last of them when the training has begun; nothing else is touched', async () => {
  const project = await projectOf('first', 'published', 'failed', 'third', 'fourth', 'fifth');
  const names = new Map(project.project.iterations.map(({ id, name }) => [id, name]));
  const scenario = await play(emulator, project, { inputs: KEEP_3 });

  const { run } = scenario;
  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(run.annotations).toEqual([]);
  expect(told(scenario, names)).toEqual([
    'first 204',
    'failed 204',
    'third 204',
    'train 200',
    '{iteration} 200',
    'fourth 204',
    'export 200',
  ]);
  expect(namesIn(project)).toEqual(['published', 'fifth', 'the new one']);
  expect(run.log.indexOf('keep-iterations is 3')).toBeLessThan(run.log.indexOf('Deleted iteration'));
  for (const name of ['first', 'failed', 'third', 'fourth']) {
    expect(run.log).toMatch(new RegExp(`Deleted iteration \\S+, "${name}", made 20\\d\\d-\\S+Z\\.`));
  }
  const metrics = JSON.parse(run.outputs.metrics ?? '') as Record<
    'previous' | 'published',
    { iterationId: string }
  >;
  expect([names.get(metrics.previous.iterationId), names.get(metrics.published.iterationId)]).toEqual([
    'fifth',
    'published',
  ]);
});

test('a full project is trained in', async () => {
  const project = await projectOf(...Array.from({ length: 20 }, (_, index) => `${index + 1}`));
  const { run } = await play(emulator, project, { inputs: { 'keep-iterations': '20' } });

  expect(run.outputs).toMatchObject({ status: 'succeeded', trained: 'true' });
  expect(namesIn(project)).toHaveLength(20);
  expect(namesIn(project)[0]).toBe('2');
});

test('where nothing changed, as many stay as are to be kept, and the one before is still compared with', async () => {
  const project = await emulator.addProject({ integrated: true });
  const [first, second] = [1, 2].map(() => emulator.service.trainings.add(project.projectId));
  const scenario = await play(emulator, project, {
    inputs: { 'keep-iterations': '2', 'no-worse-than': 'previous', tolerance: '1' },
  });

  expect(scenario.run.outputs).toMatchObject({
    status: 'succeeded',
    trained: 'false',
    iterationId: second?.id,
    gate: 'passed',
  });
  expect(JSON.parse(scenario.run.outputs.metrics ?? '')).toMatchObject({
    previous: { iterationId: first?.id },
  });
  expect(namesIn(project)).toEqual(['Iteration 1', 'Iteration 2']);
});

test.each(['newest', 'published:published'])(
  'a run that attaches to %s deletes nothing',
  async (iteration) => {
    const project = await projectOf('first', 'published', 'third', 'fourth');
    const scenario = await play(emulator, project, { inputs: { ...KEEP_3, 'iteration-id': iteration } });

    expect(scenario.run.outputs).toMatchObject({ status: 'succeeded', trained: 'false' });
    expect(scenario.run.log).not.toContain('keep-iterations is');
    expect(namesIn(project)).toHaveLength(4);
  },
);

test('of two runs at once, neither deletes what the other trains', async () => {
  const project = await projectOf('first', 'second', 'third');
  const inputs = { 'keep-iterations': '2', 'artifact-name': 'one.zip' };
  const runs = await Promise.all([
    play(emulator, project, { inputs, jobId: 'one' }),
    play(emulator, project, { inputs: { ...inputs, 'artifact-name': 'two.zip' }, jobId: 'two' }),
  ]);

  expect(runs.map(({ run }) => run.outputs.status)).toEqual(['succeeded', 'succeeded']);
  expect(runs.map(({ run }) => run.outputs.trained).sort()).toEqual(['false', 'true']);
  expect(new Set(runs.map(({ run }) => run.outputs.iterationId)).size).toBe(1);
  expect(runs.flatMap(({ run }) => run.annotations.filter(({ level }) => level !== 'notice'))).toEqual([]);
  expect(namesIn(project)).toEqual(['third', 'the new one']);
});

test('a run that is killed between two deletions leaves the rest to the next', async () => {
  const project = await projectOf('first', 'second', 'third', 'fourth', 'fifth');
  const killed = await play(emulator, project, {
    inputs: KEEP_3,
    endsByForce: true,
    during: async (action) => {
      await action.waitFor('Deleted iteration');
      action.signal('SIGKILL');
    },
  });
  expect(killed.run.outputs.status).toBeUndefined();
  expect(namesIn(project)).not.toContain('first');
  const { run } = await play(emulator, project, { inputs: KEEP_3 });

  expect(run.outputs).toMatchObject({ status: 'succeeded' });
  expect(namesIn(project).slice(-2)).toEqual(['fifth', 'the new one']);
  expect(namesIn(project).length).toBeLessThanOrEqual(4);
});

test('what is refused ends the run only by the limit, which names it', async () => {
  const project = await projectOf(...Array.from({ length: 20 }, (_, index) => `${index + 1}`));
  const { projectId } = project;
  const [first, second] = project.project.iterations;
  const fault = { status: 403, when: 'before' } as const;
  emulator.faults.add({ operation: 'DeleteIteration', projectId, times: 99, fault });
  const { run } = await play(emulator, project, { inputs: { 'keep-iterations': '18' } });

  expect(run.outputs).toMatchObject({ status: 'failed', trained: 'false' });
  expect(errorOf(run).title).toBe('Too many iterations');
  expect(errorOf(run).message).toContain('The service did not delete these for keep-iterations:');
  expect(errorOf(run).message).toContain(`| ${first?.id ?? ''} 1 (trained, made `);
  expect(errorOf(run).message).toContain(`| ${second?.id ?? ''} 2 (trained, made `);
  expect(run.annotations.filter(({ level }) => level === 'warning')).toMatchObject([
    { title: 'Iteration not deleted' },
  ]);
  expect(namesIn(project)).toHaveLength(20);
});
