/**
 * The Node.js that this process runs on. GitHub's runner keeps to `runs.using` in action.yml; others take whatever Node
 * there is, on which a run could begin, train, and break off at the first function that it does not have.
 */
import { Failure } from '../report/failure.ts';

/** As `node24` in each action.yml says. */
export const LEAST_NODE = 24;

/**
 * @param version without a `v`, as in `process.versions.node`
 * @param program that Node's path
 * @throws Failure before anything is asked for
 */
export function ensureNode(version: string, program: string): void {
  if (Number.parseInt(version, 10) >= LEAST_NODE) {
    return;
  }
  throw new Failure('failed', 'Node.js is too old', [
    `This action needs Node.js ${LEAST_NODE}, and the runner has started it with Node.js ${version} (${program}). No request was sent.`,
    `Next: see that the first node in the PATH of the runner is Node.js ${LEAST_NODE}. On its host nektos/act takes that one, in a container that of the image.`,
  ]);
}
