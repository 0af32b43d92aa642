/**
 * The list that the service gives of the exports of an iteration.
 */
import type { Export } from '../custom-vision/entities.ts';
import { sameName } from '../custom-vision/names.ts';
import type { ExportTarget } from '../custom-vision/platforms.ts';

/** The export of this platform and flavor. Another flavor of the platform is another model. */
export function findExport(all: readonly Export[], target: ExportTarget): Export | undefined {
  const same = ofPlatform(all, target).filter(({ flavor }) => sameName(flavor ?? '', target.flavor ?? ''));
  // One that failed may still be listed beside the one that was asked for anew.
  return same.find(({ state }) => state !== 'failed') ?? same[0];
}

/**
 * What a run does to have an iteration exported: nothing, because it is; wait for what is running; ask again for what
 * failed; ask.
 */
export function decideExport(
  all: readonly Export[],
  target: ExportTarget,
): 'used' | 'awaited' | 'asked for once more' | 'asked for' {
  const state = findExport(all, target)?.state ?? 'absent';
  const decisions = {
    done: 'used',
    exporting: 'awaited',
    failed: 'asked for once more',
    absent: 'asked for',
  } as const;
  return decisions[state];
}

export function ofPlatform(all: readonly Export[], target: ExportTarget): Export[] {
  return all.filter(({ platform }) => sameName(platform, target.platform));
}
