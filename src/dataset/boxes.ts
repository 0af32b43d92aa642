/**
 * Boxes of annotation files, turned into regions: shares of the image, inside of it.
 */
import type { Box } from '../custom-vision/image-entities.ts';
import type { Findings } from './findings.ts';
import type { ListedBox, PixelSize, WantedRegion } from './wanted.ts';

/** Tools round a box to whole pixels: so much of it may lie outside, and is cut off. */
const ROUNDING_PIXELS = 1;

/** @param size of the picture that the boxes were drawn on, in pixels */
export function regionsOf(boxes: readonly ListedBox[], size: PixelSize, findings: Findings): WantedRegion[] {
  const seen = new Set<string>();
  return boxes.flatMap((box) => {
    const region = regionOf(box, size, findings);
    const key = JSON.stringify(region);
    // The service takes the same region once.
    const isNew = region !== undefined && !seen.has(key);
    seen.add(key);
    return isNew ? [region] : [];
  });
}

function regionOf(box: ListedBox, size: PixelSize, findings: Findings): WantedRegion | undefined {
  const { tag, where } = box;
  const { left, top, width, height } = inShares(box, size);
  if (!(width > 0 && height > 0)) {
    findings.problem(
      where,
      `a box of "${tag}" has no size: its width is ${box.width}, its height ${box.height}`,
    );
    return undefined;
  }
  const sides = [
    within(left, width, ROUNDING_PIXELS / size.width),
    within(top, height, ROUNDING_PIXELS / size.height),
  ] as const;
  if (sides[0] === undefined || sides[1] === undefined) {
    const numbers = [box.left, box.top, box.width, box.height].join(', ');
    findings.problem(
      where,
      `a box of "${tag}" lies outside of its image, which is ${size.width} × ${size.height} pixels: left, top, width, height are ${numbers}`,
    );
    return undefined;
  }
  const [[x, w], [y, h]] = sides as readonly [Span, Span];
  return { tag, left: x, top: y, width: w, height: h };
}

type Span = readonly [start: number, length: number];

function inShares(box: ListedBox, size: PixelSize): Box {
  if (box.unit === 'shares') {
    return box;
  }
  return {
    left: box.left / size.width,
    top: box.top / size.height,
    width: box.width / size.width,
    height: box.height / size.height,
  };
}

/** One side of a box, cut off at the image's edges; `undefined`: too much of it lies outside. */
function within(start: number, length: number, tolerance: number): Span | undefined {
  const end = start + length;
  const [from, to] = [Math.max(0, start), Math.min(1, end)];
  if (start < -tolerance || end > 1 + tolerance || to <= from) {
    return undefined;
  }
  return [from, to - from];
}
