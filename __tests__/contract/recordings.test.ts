/** Holds the emulator, and the readers of the action’s client, to what the live service was recorded to answer. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startAzurite, type Azurite } from '../../emulator/azurite.ts';
import { BUILT_AZURITE } from '../../trials/cheap-processes.ts';
import { play, withSmallLetters, type Played } from './recorded-play.ts';
import { NOT_EMULATED, RECORDED_DEVIATIONS } from './recorded-deviations.ts';
import { readByTheAction } from './recorded-reading.ts';
import { recordedShape } from './recorded-shape.ts';
import { findRecordings, readRecordings, describeRecordings, type Recording } from './recordings.ts';

const recordings = readRecordings();
const exchanges = recordings.flatMap((recording) => recording.exchanges);

describeRecordings(
  `Of ${recordings.length} recordings with ${exchanges.length} exchanges, ${RECORDED_DEVIATIONS.length} kinds of deviation left,`,
  () => {
    const explained = new Set<string>();
    const notPlayed = new Map<string, number>();
    let [agreeing, deviating] = [0, 0];
    let azurite: Azurite;

    beforeAll(async () => {
      azurite = await startAzurite(BUILT_AZURITE);
    });
    afterAll(async () => {
      await azurite.stop();
      process.stderr.write(
        `Recordings: ${recordings.length}. Exchanges: ${exchanges.length}, ${agreeing} are answered in the same shape, ` +
          `${deviating} with explained deviations of ${RECORDED_DEVIATIONS.length} kinds. ` +
          `${sum([...notPlayed.values()])} are not played, because the emulator lacks their operations: ` +
          `${[...notPlayed].map(([name, times]) => `${name} ${times}`).join(', ')}.\n`,
      );
    });

    test.each(recordings.map((recording) => [recording.recording, recording] as const))(
      '%s is answered in the same shape',
      async (_, recording) => {
        const sent = await play(recording, azurite);
        const lacking = sent.map(lackingOperation);
        lacking.forEach((name) => name !== undefined && notPlayed.set(name, (notPlayed.get(name) ?? 0) + 1));
        const played = sent.filter((_one, index) => lacking[index] === undefined);
        const differences = played.map((one) => differencesOf(one, recording));
        const unexplained = differences.flat().filter((difference) => {
          const rows = RECORDED_DEVIATIONS.filter(({ line }) => line.test(difference));
          for (const { line } of rows) explained.add(line.source);
          return rows.length === 0;
        });
        agreeing += differences.filter(({ length }) => length === 0).length;
        deviating += differences.filter(({ length }) => length > 0).length;
        expect(unexplained).toEqual([]);
      },
    );

    test('the readers of the action understand every answer of v2.1 and later', () => {
      const read = recordings
        .filter(({ apiVersion }) => !/^v(1\.2|2\.0)$/.test(apiVersion))
        .flatMap((recording) => recording.exchanges)
        .map((exchange) => readByTheAction(exchange));
      expect(read.flatMap(({ wrong }) => wrong)).toEqual([]);
      expect(read.filter(({ entities }) => entities > 0).length).toBeGreaterThan(100);
    });

    test('every explained deviation is still one', () => {
      const idle = RECORDED_DEVIATIONS.filter(({ line }) => !explained.has(line.source));
      expect(idle.map(({ why }) => why)).toEqual([]);
      expect(Object.keys(NOT_EMULATED).filter((name) => !notPlayed.has(name))).toEqual([]);
    });
  },
);

/** The operation of an exchange, if it is one of those that the emulator is known to lack, and refuses. */
function lackingOperation({ recorded, answer }: Played): string | undefined {
  const { code } = Object(answer) as { code?: string };
  return code === 'BadRequestOperationNotSupported'
    ? Object.keys(NOT_EMULATED).find((name) =>
        NOT_EMULATED[name]?.test(`${recorded.method} ${recorded.path}`),
      )
    : undefined;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

/** `GetTags - [].name: text`, with the version before it. */
function differencesOf(played: Played, { apiVersion }: Recording): string[] {
  const { recorded, operation, status, headers, answer } = played;
  const name = `${apiVersion} ${operation ?? `${recorded.method} ${recorded.path}`}`;
  if (status !== recorded.status) {
    const { code = '' } = answer as { code?: string };
    return [`${name} - status ${recorded.status}, + status ${status} ${code}`];
  }
  const live = [...recordedShape(withSmallLetters(recorded.body)), ...headerLines(recorded.headers)];
  const ours = [...recordedShape(answer), ...headerLines(Object.fromEntries(headers))];
  return [
    ...live.filter((line) => !ours.includes(line)).map((line) => `${name} - ${line}`),
    ...ours.filter((line) => !live.includes(line)).map((line) => `${name} + ${line}`),
  ];
}

/** Those by which clients could tell the service from the emulator. */
function headerLines(headers: Readonly<Record<string, string>>): string[] {
  const told = ['request-id', 'apim-request-id', 'strict-transport-security', 'x-content-type-options'];
  return Object.entries(headers).flatMap(([given, value]) => {
    const name = given.toLowerCase();
    if (name === 'content-type' || value === '0') return [`header ${name}: ${value}`];
    return told.includes(name) ? [`header ${name}: ${name.endsWith('id') ? 'id' : value}`] : [];
  });
}

describe('Where there are no recordings,', () => {
  const NOWHERE = { CUSTOM_VISION_RECORDINGS: '/nowhere/to/be/found' };

  test('one line says how to have them', () => {
    expect(findRecordings(NOWHERE)).toEqual({
      missing: expect.stringContaining('CUSTOM_VISION_RECORDINGS names another folder'),
    });
  });

  test('the tests fail if they are required', () => {
    expect(() => findRecordings({ ...NOWHERE, REQUIRE_RECORDINGS: '1' })).toThrow('needs recordings');
  });
});
