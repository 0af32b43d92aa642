/**
 * What belongs to other people and lies beside what a run works on: a notification on the queue, blobs in the
 * container, an artifact of another job, a project of the same resource. Work that is no notification is left out: a
 * run may have to leave its own messages behind it.
 */
import { artifactsOfRun, type KillWorld, WORKFLOW_RUN } from './kill-world.ts';

const OTHER_PROJECT = '11111111-1111-4111-8111-111111111111';
const OTHER_ITERATION = '22222222-2222-4222-8222-222222222222';
const NOTIFICATION = JSON.stringify({
  version: '1.0',
  type: 'Training',
  Content: {
    projectId: OTHER_PROJECT,
    iterationId: OTHER_ITERATION,
    trainingStatus: 'TrainingCompleted',
  },
});
const BLOBS = [`${OTHER_PROJECT} - ${OTHER_ITERATION}.ONNX`, 'notes.txt'];
const ARTIFACT = 'model-of-another-job.zip';
/** Each run that clears away a message behind it receives it once, and gives it back. */
const MOST_RECEIVES = 12;

/** Puts everything there. @returns finds out later what of it is not as it was */
export async function addNeighbours(world: KillWorld): Promise<() => Promise<string[]>> {
  const { emulator, project } = world;
  const { queue, container } = project;
  await queue.sendMessage(NOTIFICATION);
  for (const name of BLOBS) {
    await container.getBlockBlobClient(name).upload(name, name.length);
  }
  const artifact = await emulator.artifacts.addArtifact({
    name: ARTIFACT,
    bytes: Buffer.from('another model'),
    job: { runId: WORKFLOW_RUN, jobId: 'another-job' },
  });
  const otherProject = JSON.stringify(emulator.seeded.project);
  const etags = await Promise.all(BLOBS.map(etagOf));
  return async () => {
    const { peekedMessageItems } = await queue.peekMessages({ numberOfMessages: 32 });
    const theirs = peekedMessageItems.filter(({ messageText }) => messageText === NOTIFICATION);
    const checks: [boolean, string][] = [
      [theirs.length === 1, `the notification of another project is there ${theirs.length} times`],
      [
        (theirs[0]?.dequeueCount ?? 0) <= MOST_RECEIVES,
        `it was received ${theirs[0]?.dequeueCount ?? 0} times, more than ${MOST_RECEIVES}`,
      ],
      [
        JSON.stringify(await Promise.all(BLOBS.map(etagOf))) === JSON.stringify(etags),
        'a blob of somebody else was changed',
      ],
      [artifactsOfRun(world).includes(artifact), 'the artifact of another job was changed'],
      [JSON.stringify(emulator.seeded.project) === otherProject, 'another project was changed'],
    ];
    return checks.filter(([holds]) => !holds).map(([, objection]) => objection);
  };

  async function etagOf(name: string): Promise<string | undefined> {
    return (await container.getBlobClient(name).getProperties()).etag;
  }
}

/** Whether an artifact is none of ours. */
export function isOfAnotherJob({ name }: { readonly name: string }): boolean {
  return name === ARTIFACT;
}
