import { expect, test } from '@jest/globals';
import { outcome } from '../../../src/relay/ends.ts';
import type { Outcome } from '../../../src/relay/run.ts';
import { summaryOf } from '../../../src/relay/summary.ts';
import { PROJECT } from '../../../trials/fakes/fake-services.ts';
import { iterationId } from './relay-scene.ts';

function summary(...outcomes: Outcome[]): string {
  return summaryOf({
    swept: {
      ...{ outcomes, messages: 1, full: false, fleet: null },
      ...{ serviceTrouble: null, githubTrouble: null, serviceAnswered: true },
    },
    ...{ dryRun: false, rests: false, said: null, requests: { service: 1, github: 2 } },
  });
}

const of = (runId: string | null, number = 1) => ({
  projectId: PROJECT,
  iterationId: iterationId(number),
  runId,
});

test('its heading counts runs, and not trainings', () => {
  const resumed = [1, 2].map((number) => outcome(of('11', number), 'resumed', 'whole run', { attempt: 2 }));
  const waiting = outcome(of('12', 3), 'waiting', 'rate limit');
  const givenUp = outcome(of(null, 4), 'given up', 'unnamed');
  expect(summary(...resumed, waiting, givenUp).split('\n')[0]).toBe(
    '## 1 run resumed, 1 run waiting for the next sweep, 1 run given up',
  );
  expect(summary(outcome(of('13'), 'delivered', 'seen')).split('\n')[0]).toBe('## Nothing to resume');
});

test('a row links the run, and shows what others said as text', () => {
  const said = 'no <b>![x](y)';
  const text = summary(outcome(of('11'), 'given up', 'refused', { said }));
  expect(text).toContain('<a href="./11">11</a>');
  expect(text).not.toMatch(/<b>!|!\[x/);
  expect(text).toContain('Next&#58; see what GitHub says');
});

test('a thousand that had no turn are one line, and nobody counts them as given up', () => {
  const text = summary(outcome(of('11'), 'given up', 'no turn'), outcome(of('12', 2), 'given up', 'no turn'));
  expect(text.split('\n')[0]).toBe('## 2 runs without a turn');
  expect(text).toContain('2 trainings had no turn in this sweep');
  expect(text).not.toContain('<table');
});
