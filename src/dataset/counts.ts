/**
 * How many images have each tag, before and after a plan is carried out. Pure.
 */
import type { Plan, Reregion } from './plan.ts';
import type { Present } from './present.ts';

export interface Count {
  readonly before: number;
  readonly after: number;
}

/** How many images have each tag, by its name: in the project now, and when the plan is carried out. */
export function countsOf(plan: Plan, { tags, counts }: Present): Map<string, Count> {
  const nameOf = new Map(tags.map(({ id, name }) => [id, name]));
  const all = new Map<string, Count>(
    tags.map(({ id, name }) => [name, { before: counts.get(id) ?? 0, after: counts.get(id) ?? 0 }]),
  );
  const add = (name: string, by: number): void => {
    const count = all.get(name) ?? { before: 0, after: 0 };
    all.set(name, { ...count, after: count.after + by });
  };
  plan.newTags.forEach(({ name }) => {
    add(name, 0);
  });
  plan.create
    .flatMap((image) => image.tags)
    .forEach((name) => {
      add(name, 1);
    });
  plan.remove
    .flatMap(({ image }) => image.tagIds)
    .forEach((id) => {
      add(nameOf.get(id) ?? id, -1);
    });
  for (const { add: added, remove } of plan.retag) {
    added.forEach((name) => {
      add(name, 1);
    });
    remove.forEach((id) => {
      add(nameOf.get(id) ?? id, -1);
    });
  }
  for (const change of plan.reregion) {
    const { before, after } = tagsOfRegions(change, nameOf);
    for (const name of new Set([...before, ...after])) {
      add(name, Number(after.has(name)) - Number(before.has(name)));
    }
  }
  return all;
}

/** The names of the tags that an image has for its regions. */
function tagsOfRegions({ image, add, remove }: Reregion, nameOf: ReadonlyMap<string, string>) {
  const name = (id: string): string => nameOf.get(id) ?? id;
  const stay = image.regions.filter(({ id }) => !remove.includes(id));
  return {
    before: new Set(image.tagIds.map(name)),
    after: new Set([
      ...image.tagIds.filter((id) => !image.regions.some(({ tagId }) => tagId === id)).map(name),
      ...stay.map(({ tagId }) => name(tagId)),
      ...add.map(({ tag }) => tag),
    ]),
  };
}
