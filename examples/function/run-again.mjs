// Runs a workflow run of GitHub again as soon as the training has ended that it left behind (`on-timeout: detach`).
// docs/LONG-TRAININGS.md says what it takes, and when the action relay does better.
import { app } from '@azure/functions';

const { ENDPOINT, REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL = 'https://api.github.com' } = process.env;
const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = process.env;
const github = { Authorization: `Bearer ${GITHUB_TOKEN}`, 'User-Agent': 'run-again' };

const handler = async (message, { triggerMetadata: { insertionTime, dequeueCount } }) => {
  const written = Date.parse(insertionTime);
  const read = typeof message === 'string' ? JSON.parse(Buffer.from(message, 'base64')) : message;
  // The first minutes are enough: a training may end a little after its message.
  if (read.type === 'Training' && dequeueCount <= 10) await runAgain(read.Content ?? read.content, written);
  // A run that waits for a message has to see it, and a message that a function accepts is deleted: after an hour.
  if (Date.now() - written < 3_600_000) throw new Error('Not for this function alone: back on the queue.');
};
app.storageQueue('run-again', { queueName: '%QUEUE%', connection: 'Notifications', handler });

async function runAgain({ projectId, iterationId }, written) {
  const identity = `${IDENTITY_ENDPOINT}?resource=https://cognitiveservices.azure.com&api-version=2019-08-01`;
  const { access_token: token } = await ask(identity, { 'X-IDENTITY-HEADER': IDENTITY_HEADER });
  const path = ['projects', projectId, 'iterations', iterationId].map(encodeURIComponent).join('/');
  const training = new URL(`/customvision/v3.3/training/${path}`, ENDPOINT);
  const { name, status } = await ask(training, { Authorization: `Bearer ${token}` });
  // The action names what it trains: gh-RUN-….
  const run = /^gh-(\d+)-/.exec(name)?.[1];
  if (run === undefined || !['Completed', 'Failed'].includes(status)) return;
  const url = `${GITHUB_API_URL}/repos/${REPOSITORY}/actions/runs/${run}`;
  const { jobs } = await ask(`${url}/jobs?per_page=100`, github);
  // It was over, and green, before the training ended: so it has not seen the end.
  const isGreen = ({ conclusion }) => ['success', 'skipped'].includes(conclusion);
  const hasLeft = jobs.every((job) => isGreen(job) && Date.parse(job.completed_at) < written);
  if (hasLeft) await ask(`${url}/rerun`, github, 'POST');
}

async function ask(url, headers, method = 'GET') {
  const answer = await fetch(url, { method, headers });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
