/**
 * What a run may need that a dry run does not: it only reads, so a reader's roles or signatures do for it. What its
 * credentials allow beyond that shows in a SAS alone.
 */
import type { Inputs } from '../inputs/inputs.ts';
import { sasLacksForActing } from '../storage/sas.ts';
import type { StorageUri } from '../storage/uri.ts';
import type { PlanStep } from './findings.ts';

/** @param creates whether a run would create the project */
export function rightsStep(inputs: Inputs, creates: boolean): PlanStep {
  const { trainingKey, storageAccountKey, queue, container } = inputs;
  const lacks = [queue, container].flatMap((uri) => lacking(uri));
  const roles = [
    ...(trainingKey === null
      ? [`Cognitive Services Custom Vision ${creates ? 'Contributor' : 'Trainer'} on the training resource`]
      : []),
    ...(storageAccountKey === null && queue.sas === null
      ? ['Storage Queue Data Contributor on the queue (or Storage Queue Data Message Processor)']
      : []),
  ];
  const policies = [queue, container].filter(({ sas }) => new URLSearchParams(sas ?? '').has('si'));
  return {
    about: 'Rights',
    outcome:
      lacks.length > 0
        ? 'too few for a run'
        : roles.length + policies.length > 0
          ? 'not tried'
          : 'enough for a run',
    lines: [
      'A dry run only reads. What it has read, a run may read as well.',
      ...lacks,
      ...roles.map((role) => `A run also needs the role ${role}; no read tells whether it is there.`),
      ...policies.map(
        (uri) =>
          `What the SAS in ${inputOf(uri)} allows stands in a stored access policy, which a run does not read.`,
      ),
    ],
  };
}

function lacking(uri: StorageUri): string[] {
  return sasLacksForActing(uri.sas ?? '', uri.kind).map(
    (trouble) => `A run would be refused for ${inputOf(uri)}, with the title "Inputs refused": ${trouble}.`,
  );
}

function inputOf({ kind }: StorageUri): string {
  return kind === 'queue' ? 'notification-queue-uri' : 'export-model-container-uri';
}
