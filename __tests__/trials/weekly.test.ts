import { expect, test } from '@jest/globals';
import { FaultWorld } from '../../trials/matrix/fault-world.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
/** The limit of the service is 20 iterations. */
const WEEKS = 30;

/** A run a week, each with an image more than the one before. It stops when one of them ends red. */
async function weekly(
  keepIterations: number | null,
): Promise<{ ends: string[]; most: number; world: FaultWorld }> {
  const world = new FaultWorld(['ONNX'], { keepIterations, uploadArtifact: false });
  const { service, project } = world;
  const ends: string[] = [];
  let most = 0;
  for (let week = 1; week <= WEEKS; week += 1) {
    service.projects.addImages(project.id, 1, project.tags[0]?.id);
    const { status, title } = await world.run(1);
    ends.push(title || status);
    if (status !== 'succeeded') {
      break;
    }
    most = Math.max(most, project.iterations.length);
    const [first] = project.iterations;
    if (week === 1 && first !== undefined) {
      first.publishName = 'production';
    }
    await world.time.pass(WEEK_MS);
  }
  return { ends, most, world };
}

function succeeded(times: number): string[] {
  return Array.from({ length: times }, () => 'succeeded');
}

test('without keep-iterations, a weekly pipeline comes to the limit of the service', async () => {
  const { ends, most } = await weekly(null);
  expect([ends, most]).toEqual([[...succeeded(20), 'Too many iterations'], 20]);
});

test('with keep-iterations it never does, and what is published stays', async () => {
  const { ends, most, world } = await weekly(20);
  expect([ends, most]).toEqual([succeeded(WEEKS), 20]);
  expect(world.started.trainings).toBe(WEEKS);
  // Each has an image more than the one before.
  const images = world.project.iterations.map((iteration) => iteration.images.length);
  const [first = 0] = images;
  const newest = Array.from({ length: 19 }, (_, ago) => first + WEEKS - 1 - ago);
  expect(images.toSorted((a, b) => b - a)).toEqual([...newest, first]);
  expect(world.project.iterations[0]?.publishName).toBe('production');
});
