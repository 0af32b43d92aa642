import path from 'node:path';

import { DefaultArtifactClient } from '@actions/artifact';
import * as core from '@actions/core';

const client = new DefaultArtifactClient();
const { artifact } = await client.getArtifact(core.getInput('name', { required: true }));
const { downloadPath, digestMismatch } = await client.downloadArtifact(artifact.id, {
  path: path.resolve('model'),
  ...(artifact.digest !== undefined && { expectedHash: artifact.digest }),
});
if (digestMismatch === true) {
  core.setFailed(
    `What was downloaded does not have the digest ${String(artifact.digest)} of ${artifact.name}.`,
  );
}
core.setOutput('download-path', downloadPath);
core.setOutput('digest', artifact.digest?.replace(/^sha256:/, ''));
