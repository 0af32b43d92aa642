/**
 * The cells of the kill matrix of the data set: a run is ended at each of its requests, before the service acts and after
 * it, and the next run comes to the same end as one that nothing disturbs. In memory and in virtual time.
 */
import type { Cell, Verdict } from '../matrix/cell.ts';
import { DatasetWorld, type KillPoint } from './dataset-world.ts';
import { png } from './pictures.ts';

type Kind = 'Multilabel' | 'Multiclass' | 'detection';
const KINDS: readonly Kind[] = ['Multilabel', 'Multiclass', 'detection'];

/** How often the next runs may be needed; one is enough, if nothing goes wrong. */
const MOST_RUNS = 2;

export async function datasetKillCells(): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const kind of KINDS) {
    const { requests, state } = await undisturbed(kind);
    for (let request = 1; request <= requests; request += 1) {
      cells.push(
        killCell(kind, { request, when: 'before' }, state),
        killCell(kind, { request, when: 'after' }, state),
      );
    }
  }
  return cells;
}

function killCell(kind: Kind, kill: KillPoint, state: string): Cell {
  return {
    name: ['dataset', kind, String(kill.request), kill.when].join('/'),
    play: async (): Promise<Verdict> => ({ objections: await objectionsTo(kind, kill, state) }),
  };
}

async function objectionsTo(kind: Kind, kill: KillPoint, state: string): Promise<string[]> {
  return await inChangedWorld(kind, async (world) => {
    const inputs = inputsOf(kind);
    const killed = await world.run(inputs, { kill });
    const objections: string[] = [];
    // The last answer may come when all is done.
    let runs = killed.status === 'cancelled' ? 0 : MOST_RUNS;
    for (let status = ''; status !== 'succeeded' && runs < MOST_RUNS; runs += 1) {
      ({ status } = await world.run(inputs));
      objections.push(...(status === 'succeeded' ? [] : [`a run after it ended ${status}`]));
    }
    const last = await world.run(inputs);
    const wrote = last.operations.filter((name) => !name.startsWith('Get'));
    return [
      ...objections,
      ...(JSON.stringify(world.state()) === state
        ? []
        : [`the project has: ${JSON.stringify(world.state())}`]),
      ...(wrote.length === 0 && last.outputs.changed === 'false'
        ? []
        : [`the last run wrote: ${wrote.join(', ')}`]),
    ];
  });
}

async function undisturbed(kind: Kind): Promise<{ requests: number; state: string }> {
  return await inChangedWorld(kind, async (world) => {
    const { status, operations, message } = await world.run(inputsOf(kind));
    if (status !== 'succeeded') {
      throw new Error(`The undisturbed run of ${kind} did not succeed: ${message}`);
    }
    return { requests: operations.length, state: JSON.stringify(world.state()) };
  });
}

function inputsOf(kind: Kind) {
  return { delete: true, format: kind === 'detection' ? ('jsonl' as const) : ('folders' as const) };
}

/** A world in which an earlier run was whole, and then all kinds of things have changed, beside an image of somebody else. */
async function inChangedWorld<T>(kind: Kind, use: (world: DatasetWorld) => Promise<T>): Promise<T> {
  const world = await DatasetWorld.open(kind);
  try {
    const theirs = { name: 'theirs.png', content: png(99), tagIds: [], regions: [] };
    await world.service.images.upload(world.project.id, [theirs]);
    if (kind === 'detection') {
      await world.write(boxed([1, 0.1], [2, 0.2], [3, 0.3]));
      await world.run(inputsOf(kind));
      // One box moves, one image is gone, one has new bytes, and one is new.
      await world.write({ ...boxed([1, 0.4], [2, 0.2], [4, 0.4]), 'images/2.png': png(22) });
    } else {
      await world.write(pictures('cat/1', 'cat/2', 'dog/3', 'dog/4', 'cat/6'));
      await world.run(inputsOf(kind));
      await world.remove('images/cat/1.png', 'images/dog/4.png', 'images/cat/6.png');
      await world.write({
        ...pictures('owl/1', 'owl/8', '_negative/9'),
        'images/cat/2.png': png(22),
        'images/cat/moved.png': png(6),
      });
    }
    return await use(world);
  } finally {
    await world.close();
  }
}

/** `cat/1` is the first picture, with the tag `cat`. */
function pictures(...names: readonly string[]): Record<string, Buffer> {
  return Object.fromEntries(
    names.map((name) => [`images/${name}.png`, png(Number(name.split('/')[1]))] as const),
  );
}

/** Pictures by their numbers, with one box each; the list names no others. */
function boxed(
  ...images: readonly (readonly [number: number, left: number])[]
): Record<string, Buffer | string> {
  const lines = images.map(([number, left]) =>
    JSON.stringify({
      path: `${number}.png`,
      regions: [{ tag: number % 2 === 0 ? 'nut' : 'bolt', left, top: 0.1, width: 0.2, height: 0.2 }],
    }),
  );
  return {
    ...Object.fromEntries(images.map(([number]) => [`images/${number}.png`, png(number)] as const)),
    'images/labels.jsonl': lines.join('\n'),
  };
}
