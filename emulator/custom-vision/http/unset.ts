/** Writes members that have no value: as recorded, or all in one of the three ways. */
import type { ProjectBehavior } from '../resource/behavior.ts';

/**
 * A text can be empty, `null` or absent. Any other member, such as a date, cannot be empty: where the behaviour asks
 * for that, it is `null`. As usual, the members are as they come, but those of `absent` are left out.
 */
export function written(
  json: Readonly<Record<string, unknown>>,
  unsettable: { texts?: readonly string[]; others?: readonly string[]; absent?: readonly string[] },
  { unsetMembers }: ProjectBehavior,
): object {
  const { texts = [], others = [], absent = [] } = unsettable;
  if (unsetMembers === 'usual') {
    return Object.fromEntries(
      Object.entries(json).filter(([name, value]) => value !== null || !absent.includes(name)),
    );
  }
  const unset = (name: string): boolean =>
    [...texts, ...others].includes(name) && (json[name] === null || json[name] === '');
  const kept = Object.entries(json).filter(([name]) => unsetMembers !== 'absent' || !unset(name));
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (!unset(name)) return [name, value];
      return [name, unsetMembers === 'empty' && texts.includes(name) ? '' : null];
    }),
  );
}
