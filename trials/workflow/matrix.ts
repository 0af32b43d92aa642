/** The legs of a job with a matrix, as GitHub makes them. */
import { filledIn, type Scope, valueOf } from './expressions.ts';

export interface Strategy {
  readonly 'fail-fast'?: string;
  readonly 'max-parallel'?: string;
  /** A dimension is a list, or an expression that comes to one. */
  readonly matrix: Readonly<Record<string, unknown>>;
}

/** The values of a leg by their names. */
export type Leg = Readonly<Record<string, string>>;

const MOST_LEGS = 256;

/** @throws Error for a matrix that GitHub refuses, or that is more than is known here */
export function legsOf({ matrix }: Strategy, scope: Scope): Leg[] {
  const { include, exclude, ...dimensions } = matrix;
  if (exclude !== undefined || (include !== undefined && Object.keys(dimensions).length > 0)) {
    throw new Error('a matrix has lists that are crossed, or include alone; more is not known here');
  }
  let legs = include === undefined ? [{}] : (listOf(include, scope) as Leg[]);
  for (const [name, values] of Object.entries(dimensions)) {
    const texts = listOf(values, scope).map((value) => filledIn(String(value), scope));
    legs = legs.flatMap((leg) => texts.map((text) => ({ ...leg, [name]: text })));
  }
  if (legs.length === 0 || legs.length > MOST_LEGS) {
    throw new Error(`a matrix has 1 to ${MOST_LEGS} jobs, not ${legs.length}`);
  }
  return legs;
}

function listOf(value: unknown, scope: Scope): readonly unknown[] {
  const inner =
    typeof value === 'string' ? /^\$\{\{\s*fromJSON\((.+)\)\s*\}\}$/s.exec(value)?.[1] : undefined;
  const list: unknown = inner === undefined ? value : JSON.parse(String(valueOf(inner, scope)));
  if (!Array.isArray(list)) {
    throw new Error(`a matrix takes lists, not ${JSON.stringify(value)}`);
  }
  return list as unknown[];
}
