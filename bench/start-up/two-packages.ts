/**
 * The floor of a start: the action's first request, and nothing that any action of this kind could do without.
 */
import * as core from '@actions/core';
import { getClient } from '@azure-rest/core-client';

const client = getClient(
  core.getInput('endpoint'),
  { key: core.getInput('training-key') },
  { allowInsecureConnection: true, credentials: { apiKeyHeaderName: 'Training-Key' } },
);
await client
  .pathUnchecked(`/customvision/v3.4-preview/training/projects/${core.getInput('project-id')}`)
  .get();
