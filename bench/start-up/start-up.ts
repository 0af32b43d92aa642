/**
 * How long the action takes until its first request to the service, and to refuse inputs. It is started as the runner
 * starts it, in turns with what it is measured against, so that all run under the same load.
 */
import { startAction } from '../../emulator/github/runner/runner.ts';
import type { Figure, Reference, Section } from '../figure.ts';
import { type Candidates, withCandidates } from './candidates.ts';
import { SilentService } from './service.ts';

const ROUNDS = 15;
const MOST_TO_FIRST_REQUEST = 1.25;
const MOST_TO_REFUSAL = 3;
const GUID = '64b822c5-8082-4b36-a426-27225f4aa18c';
const KEY = Buffer.alloc(64, 'key').toString('base64');

export const section: Section = {
  name: 'start-up',
  title: `Start-up, median of ${ROUNDS} in turns`,
  measure: (say) => withCandidates(say, (candidates) => measure(candidates, say)),
};

async function measure(candidates: Candidates, say: (line: string) => void): Promise<Figure[]> {
  const service = new SilentService();
  await service.listen();
  try {
    const given = inputs(service.origin);
    const refused = { ...given, 'project-id': '42' };
    const toRequest = (action: string) => () => firstRequest(action, given, service);
    const toEnd = (action: string) => () => wholeProcess(action, refused);
    const ways = {
      firstRequest: toRequest(candidates.ours),
      firstRequestTwoPackages: toRequest(candidates.twoPackages),
      firstRequestAllAtOnce: toRequest(candidates.allAtOnce),
      refusal: toEnd(candidates.ours),
      refusalAllAtOnce: toEnd(candidates.allAtOnce),
      emptyNode: toEnd(candidates.emptyNode),
    };
    const medians = await inTurns(ways, say);
    const emptyNode = { name: 'an empty Node process', value: medians.emptyNode };
    return [
      figure(
        'first request at the service',
        medians.firstRequest,
        [{ name: 'everything imported at once', value: medians.firstRequestAllAtOnce }, emptyNode],
        { name: 'the two packages alone, bundled alike', value: medians.firstRequestTwoPackages },
        MOST_TO_FIRST_REQUEST,
      ),
      figure(
        'whole process on refused inputs',
        medians.refusal,
        [{ name: 'everything imported at once', value: medians.refusalAllAtOnce }],
        emptyNode,
        MOST_TO_REFUSAL,
      ),
    ];
  } finally {
    await service.close();
  }
}

/**
 * Each round starts every candidate once, and begins with another. A first round, which does not count, warms caches.
 */
async function inTurns<Name extends string>(
  ways: Readonly<Record<Name, () => Promise<number>>>,
  say: (line: string) => void,
): Promise<Record<Name, number>> {
  const names = Object.keys(ways) as Name[];
  const taken = new Map(names.map((name): [Name, number[]] => [name, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    say(round === 0 ? 'warming up' : `round ${round} of ${ROUNDS}`);
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const ms = await ways[name]();
      if (round > 0) {
        taken.get(name)?.push(ms);
      }
    }
  }
  const medians = names.map((name) => [name, median(taken.get(name) ?? [])]);
  return Object.fromEntries(medians) as Record<Name, number>;
}

function median(numbers: readonly number[]): number {
  const middle = numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
  if (middle === undefined) {
    throw new Error('a median was asked for, but nothing was measured');
  }
  return middle;
}

/** Milliseconds from the start of the process to its first request. */
async function firstRequest(
  actionFolder: string,
  given: Readonly<Record<string, string>>,
  service: SilentService,
): Promise<number> {
  const asked = service.nextRequest();
  const began = performance.now();
  const action = startAction({ actionFolder, inputs: given });
  const gaveUp = action.ended.then(({ log }): never => {
    throw new Error(`${actionFolder} ended without a request:\n${log}`);
  });
  const at = await Promise.race([asked, gaveUp]);
  action.signal('SIGKILL');
  await (await action.ended).cleanUp();
  return at - began;
}

/** Milliseconds from the start of the process to its end. */
async function wholeProcess(actionFolder: string, given: Readonly<Record<string, string>>): Promise<number> {
  const began = performance.now();
  const run = await startAction({ actionFolder, inputs: given }).ended;
  const ms = performance.now() - began;
  await run.cleanUp();
  return ms;
}

function inputs(origin: string): Record<string, string> {
  return {
    endpoint: origin,
    'training-key': KEY,
    'project-id': GUID,
    'notification-queue-uri': `${origin}/account/notifications`,
    'export-model-container-uri': `${origin}/account/models`,
    'storage-account-key': KEY,
    'upload-artifact': 'false',
  };
}

function figure(
  what: string,
  ours: number,
  baselines: readonly Reference[],
  floor: Reference & { readonly value: number },
  most: number,
): Figure {
  return {
    what,
    unit: 'ms',
    ours,
    baselines,
    floor,
    bar: { text: `≤ ${most} × ${floor.name}`, met: ours <= most * floor.value },
  };
}
