/** Writes members that have no value. Public sources show all three ways. */
import type { ProjectBehavior } from '../resource/behavior.ts';

/**
 * A text can be empty, `null` or absent. Any other member, such as a date, cannot be empty: where the behaviour asks
 * for that, it is `null`.
 */
export function written(
  json: Readonly<Record<string, unknown>>,
  unsettable: { texts?: readonly string[]; others?: readonly string[] },
  { unsetMembers }: ProjectBehavior,
): object {
  if (unsetMembers === 'usual') return json;
  const { texts = [], others = [] } = unsettable;
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
