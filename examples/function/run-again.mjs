// Runs a workflow run of GitHub again as soon as the training has ended that it left behind (`on-timeout: detach`).
// docs/LONG-TRAININGS.md says what it takes, and when the action relay does better.
import { app } from '@azure/functions';

const { ENDPOINT, REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL = 'https://api.github.com' } = process.env;
const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = process.env;
const github = { Authorization: `Bearer ${GITHUB_TOKEN}`, 'User-Agent': 'run-again' };
const HOUR_MS = 3_600_000;

app.storageQueue('run-again', {
  queueName: '%QUEUE%',
  connection: 'Notifications',
  handler: async (message, { triggerMetadata: { insertionTime, dequeueCount } }) => {
    const inserted = Date.parse(insertionTime);
    const read = typeof message === 'string' ? JSON.parse(Buffer.from(message, 'base64')) : message;
    // The first minutes are enough: a training may end a little after its message.
    if (read.type === 'Training' && dequeueCount <= 10)
      await runAgain(read.Content ?? read.content, inserted);
    // A run that waits for a message has to see it, and a message that a function accepts is deleted.
    if (Date.now() - inserted < HOUR_MS) throw new Error('Not for this function alone: back on the queue.');
  },
});

async function runAgain({ projectId, iterationId }, inserted) {
  const identity = `${IDENTITY_ENDPOINT}?resource=https://cognitiveservices.azure.com&api-version=2019-08-01`;
  const { access_token: token } = await ask('GET', identity, { 'X-IDENTITY-HEADER': IDENTITY_HEADER });
  const place = `projects/${encodeURIComponent(projectId)}/iterations/${encodeURIComponent(iterationId)}`;
  const training = new URL(`/customvision/v3.3/training/${place}`, ENDPOINT);
  const { name, status } = await ask('GET', training, { Authorization: `Bearer ${token}` });
  // The action names what it trains: gh-RUN-….
  const run = /^gh-(\d+)-/.exec(name)?.[1];
  if (run === undefined || !['Completed', 'Failed'].includes(status)) return;
  const url = `${GITHUB_API_URL}/repos/${REPOSITORY}/actions/runs/${run}`;
  const { jobs } = await ask('GET', `${url}/jobs?per_page=100`, github);
  // It was over, and green, before the training ended: so it has not seen the end.
  const left = ({ conclusion, completed_at: end }) =>
    ['success', 'skipped'].includes(conclusion) && Date.parse(end) < inserted;
  if (jobs.every(left)) await ask('POST', `${url}/rerun`, github);
}

async function ask(method, url, headers) {
  const answer = await fetch(url, { method, headers });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
