/**
 * Holds a queue to what the wait relies on. `npm test` asks Azurite. To ask a live storage account instead:
 *
 *     QUEUE_SEMANTICS_URI='https://ACCOUNT.queue.core.windows.net' QUEUE_SEMANTICS_KEY='…' npm test -- azurite
 *     QUEUE_SEMANTICS_URI='https://ACCOUNT.queue.core.windows.net?SAS' npm test -- azurite
 *
 * The SAS is one of the account (services q, resource types sco, permissions rwdlacup). It makes queues named
 * `semantics-…`, sends about 150 small messages, and deletes the queues in the end. Rows that need a SAS of their own
 * are left out without the key. A row that a live account may answer otherwise does not fail there, but says what it
 * saw.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QueueAccount } from './queue-account.ts';
import { SEMANTICS } from './queue-semantics.ts';

const { QUEUE_SEMANTICS_URI: uri = '', QUEUE_SEMANTICS_KEY: key = '' } = process.env;
const live = uri !== '';

let account: QueueAccount;
/** By row. All rows run at once, as most of them wait. */
let outcomes: ReadonlyMap<string, Promise<void>>;

beforeAll(async () => {
  account = await QueueAccount.open(process.env);
  outcomes = new Map(
    SEMANTICS.filter((row) => !leftOut(row)).map((row) => {
      const outcome = account.queue().then((queue) => row.holds(queue, account));
      // Its test comes later, and is the one that fails.
      outcome.catch(() => undefined);
      return [row.says, outcome];
    }),
  );
});

afterAll(async () => {
  await Promise.allSettled(outcomes.values());
  await account.close();
});

for (const row of SEMANTICS) {
  const { says, mayDifferLive } = row;
  const name = mayDifferLive === undefined ? says : `${says} (live it may differ: ${mayDifferLive})`;
  if (leftOut(row)) {
    test.skip(`${name} (needs QUEUE_SEMANTICS_KEY)`, () => undefined);
    continue;
  }
  test(name, async () => {
    try {
      await outcomes.get(says);
    } catch (error) {
      if (!live || mayDifferLive === undefined) throw error;
      process.stderr.write(`Differs live, as allowed: ${says}\n${String(error)}\n`);
    }
  });
}

test('every row says something of its own', () => {
  expect(new Set(SEMANTICS.map(({ says }) => says)).size).toBe(SEMANTICS.length);
});

function leftOut({ needsKey }: { needsKey?: true }): boolean {
  return live && key === '' && needsKey === true;
}
