/**
 * All cells of the kill matrix.
 */
import type { Azurite } from '../../emulator/azurite.ts';
import type { Cell } from './cell.ts';
import { killCell, undisturbedStory } from './kill-cell.ts';
import { pointsOf } from './kill-points.ts';
import { PLATFORMS } from './kill-world.ts';

/** With one platform and with three: an undisturbed run each says which points there are. */
export async function killCells(azurite: Azurite): Promise<Cell[]> {
  const stories = await Promise.all(
    [PLATFORMS.slice(0, 1), PLATFORMS].map(async (platforms) => ({
      platforms,
      told: await undisturbedStory(azurite, platforms),
    })),
  );
  return stories.flatMap(({ platforms, told }) =>
    pointsOf(told).map((point) => killCell(azurite, platforms, point)),
  );
}
