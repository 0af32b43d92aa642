/**
 * Percentiles of many measurements of one thing.
 */

/**
 * The nearest-rank percentile: the smallest number that at least the given share of them does not exceed. It always is
 * one of the numbers, and the largest if there are few.
 * @param share 0–1, such as 0.95
 * @throws if there are no numbers, because no figure may be printed without a measurement
 */
export function percentile(numbers: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * numbers.length));
  const found = numbers.toSorted((one, other) => one - other)[rank - 1];
  if (found === undefined) {
    throw new Error('a percentile was asked for, but nothing was measured');
  }
  return found;
}

/** @throws if there are no numbers */
export function mean(numbers: readonly number[]): number {
  if (numbers.length === 0) {
    throw new Error('a mean was asked for, but nothing was measured');
  }
  return sum(numbers) / numbers.length;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
