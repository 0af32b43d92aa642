/**
 * What a dry run has read of an integrated project with two tags, that has not been trained yet.
 */
import { type Iteration, readIteration, readProject, readTag } from '../../src/custom-vision/entities.ts';
import type { Findings } from '../../src/plan/findings.ts';
import { COMPACT, DOMAINS } from './fake-domains.ts';
import { iterationJson, PROJECT } from './fake-services.ts';

const TAGS = ['bolt', 'nut'].map((name, index) =>
  readTag({ id: `0a1b2c3d-0000-4000-8000-0000000000b${index}`, name, imageCount: 30 }),
);

export function fakeFindings(changes: Partial<Findings> = {}): Findings {
  return {
    project: readProject({
      id: PROJECT,
      name: 'Screws of the bottling line, hall 3',
      settings: { domainId: COMPACT.id, classificationType: 'Multiclass' },
    }),
    iterations: [],
    attachTo: null,
    selectedTags: [],
    domains: DOMAINS,
    workflow: { runId: '4711', attempt: 1 },
    integration: 'kept',
    tags: TAGS,
    exports: [],
    assessment: null,
    artifacts: new Map(),
    ...changes,
  };
}

/** @param day in November on which the training before it began: the order of iterations */
export function iterationOf(
  id: string,
  status: string,
  day: number,
  more: Readonly<Record<string, unknown>> = {},
): Iteration {
  const created = `2026-11-${String(day).padStart(2, '0')}T08:00:00.000Z`;
  return readIteration(iterationJson(id, status, { created, ...more }));
}
