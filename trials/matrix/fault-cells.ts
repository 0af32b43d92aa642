/**
 * The cells of the fault matrix: a run meets a trouble, the next attempt does not.
 */
import { parseNotification } from '../../src/wait/notification.ts';
import type { Cell, Verdict } from './cell.ts';
import { addTrained, KEEP, roomObjections } from './trained-before.ts';
import { type Trouble, troublesOf } from './troubles.ts';
import { expectedOf } from './fault-expectations.ts';
import { objectionsToEnd, objectionsToRun } from './fault-judgement.ts';
import { FaultWorld, type Platforms } from './fault-world.ts';

/** Until somebody runs the workflow again. */
const LATER_MS = 60_000;
/** Everything that was late is there by then, and what was put aside is back. */
const ALL_DELIVERED_MS = 3 * 3_600_000;
const FOREIGN = JSON.stringify({
  version: '1.0',
  type: 'Training',
  Content: {
    projectId: '11111111-1111-4111-8111-111111111111',
    iterationId: '22222222-2222-4222-8222-222222222222',
    trainingStatus: 'TrainingCompleted',
  },
});

const WANTED: readonly Platforms[] = [['ONNX'], ['ONNX', 'CoreML', 'TensorFlow']];

/** With one platform and with three. */
export async function faultCells(): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const platforms of WANTED) {
    // One after the other: what goes on in files tells when time may pass.
    cells.push(...(await troublesOf(platforms)).map((trouble) => faultCell(platforms, trouble)));
  }
  return cells;
}

function faultCell(platforms: Platforms, trouble: Trouble): Cell {
  const { place, target, nth, fault, lasts } = trouble;
  return {
    name: ['fault', place, `${target}-${nth}`, fault, lasts, platforms.length].join('/'),
    async play(): Promise<Verdict> {
      const world = new FaultWorld(platforms, { keepIterations: KEEP });
      const trained = addTrained(world.service, world.project);
      const foreign = world.queue.send(FOREIGN);
      trouble.arm(world);
      const first = await world.run(1);
      const objections = objectionsToRun(first, expectedOf(trouble, platforms.length), world);
      world.mend();
      const runs = [first];
      if (first.status !== 'succeeded') {
        await world.time.pass(LATER_MS);
        runs.push(await world.run(2));
      }
      await world.time.pass(ALL_DELIVERED_MS);
      if (ours(world).length > 0) {
        runs.push(await world.run(runs.length + 1));
      }
      return {
        objections: [
          ...objections,
          ...objectionsToEnd(runs, world),
          ...roomObjections(trained, world.project),
          ...ours(world).map((text) => `left on the queue for good: ${text}`),
          ...(world.queue.ids.includes(foreign) ? [] : ['the notification of another project is gone']),
        ],
      };
    },
  };
}

/** What a run could still claim of the project: it cannot read what is garbled, or of no iteration that there is. */
function ours({ queue, project }: FaultWorld): string[] {
  return queue.texts.filter((text) => {
    const notification = parseNotification(text);
    return (
      notification?.projectId === project.id &&
      (notification.type === 'ConnectionTest' ||
        project.iterations.some(({ id }) => id === notification.iterationId))
    );
  });
}
