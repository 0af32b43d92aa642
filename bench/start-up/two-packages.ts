/**
 * The floor of a start: it sends the action's first request, and loads only what every action of this kind needs.
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
