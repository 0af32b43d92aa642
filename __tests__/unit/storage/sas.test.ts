import { expect, test } from '@jest/globals';
import { sasLacksForActing, sasTroubles, timesOf } from '../../../src/storage/sas.ts';
import { parseStorageUri, type StorageKind } from '../../../src/storage/uri.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');
const HOSTS = { queue: 'account.queue.core.windows.net', container: 'account.blob.core.windows.net' };

function refusal(kind: StorageKind, query: string, host = HOSTS[kind]): string {
  try {
    parseStorageUri(`https://${host}/name?${query}`, kind, { now: NOW });
    return '';
  } catch (error) {
    return String(error);
  }
}

test.each<[StorageKind, string]>([
  ['queue', 'sv=2024-11-04&ss=bq&srt=sco&sp=rwdlacup&se=2026-11-27T12:00:00Z&sig=a%2Bb%3D'],
  ['queue', 'ss=q&srt=o&sp=rup&sig=x'],
  ['container', 'ss=b&srt=co&sp=rl&st=2026-11-26&se=2026-11-27&spr=https,http&sip=10.0.0.1&sig=x'],
  ['container', 'sr=c&sp=rl&st=2026-11-26T12:04:00Z&sig=x'],
  ['container', 'sr=c&si=policy&sig=x'],
  ['queue', 'si=policy&sig=x'],
])('a SAS of the %s that fits is accepted: %s', (kind, query) => {
  expect(refusal(kind, query)).toBe('');
});

test.each<[StorageKind, string, string]>([
  [
    'queue',
    'ss=b&srt=sco&sp=rup&sig=x',
    'not for the queue service: ss=b lacks q; a SAS of the account needs at least ss=q, srt=o',
  ],
  ['container', 'ss=qf&srt=sco&sp=rl&sig=x', 'not for the container service: ss=qf lacks b'],
  ['queue', 'ss=q&srt=sc&sp=rup&sig=x', 'srt=sc lacks o'],
  ['container', 'ss=b&srt=o&sp=rl&sig=x', 'srt=o lacks c'],
  [
    'container',
    'ss=b&srt=s&sp=rl&sig=x',
    'srt=s lacks c and o; a SAS of the account needs at least ss=b, srt=co',
  ],
  ['container', 'ss=b&sp=rl&sig=x', 'srt= lacks c and o'],
  ['queue', 'sp=ra&sig=x', 'sp=ra lacks p, it needs sp=rup'],
  ['container', 'sr=c&sp=w&sig=x', 'sp=w lacks r and l, it needs sp=rl'],
  ['container', 'sr=b&sp=rl&sig=x', 'its SAS is not for a container (sr=b)'],
  ['container', 'tn=table&sp=rl&sig=x', 'its SAS is not for a container (tn)'],
  ['queue', 'sr=c&sp=rup&sig=x', 'its SAS is not for a queue (sr=c)'],
  [
    'queue',
    'sp=rup&se=2026-11-26T11%3A59%3A59Z&sig=x',
    'its SAS expired at 2026-11-26T11:59:59Z (se), and it is 2026-11-26T12:00:00Z here',
  ],
  ['queue', 'sp=rup&se=2026-11-26&sig=x', 'expired at 2026-11-26T00:00:00Z'],
  ['container', 'sr=c&sp=rl&se=2027-01-01&ske=2026-11-20T00:00:00Z&sig=x', 'expired at 2026-11-20T00:00:00Z'],
  ['queue', 'sp=rup&st=2026-11-27T12:00Z&sig=x', 'valid only from 2026-11-27T12:00:00Z on (st)'],
  ['queue', 'sp=rup&sig=ab+c%3D', 'write %2B for each +'],
  ['queue', 'sp=rup&sig=ab c=', 'write %2B for each +'],
  ['queue', 'sp=rup&sig=ab%252Bc', 'percent-encoded twice'],
  ['queue', '?sp=rup&sig=x', 'two question marks'],
  ['queue', 'sv=1&amp;sp=rup&amp;sig=x', 'write & in place of &amp;'],
])('a SAS of the %s that does not is refused: %s', (kind, query, words) => {
  const said = refusal(kind, query);
  expect(said).toContain(words);
  expect(said).toContain(
    `az storage ${kind} generate-sas --account-name account --name name --permissions r`,
  );
  expect(said).not.toContain('ab');
});

test('all that is wrong with a SAS is said at once', () => {
  const said = refusal('queue', 'ss=b&srt=c&sp=l&se=2026-11-01&sig=x');
  for (const words of ['ss=b lacks q', 'srt=c lacks o', 'sp=l lacks r and p', 'expired']) {
    expect(said).toContain(words);
  }
});

test('a SAS for https alone does not go over http', () => {
  expect(sasTroubles('sp=rup&spr=https&sig=x', 'queue', { secure: false, now: NOW, dryRun: false })).toEqual([
    'it is for https:// only (spr=https)',
  ]);
});

test.each<[StorageKind, string, string[], string[]]>([
  [
    'queue',
    'sp=r&sig=x',
    [],
    ['its SAS allows too little: sp=r lacks p, it needs sp=rup (read, update, process)'],
  ],
  ['queue', 'sp=up&sig=x', ['its SAS allows too little: sp=up lacks r, it needs sp=r (read)'], []],
  ['container', 'sp=l&sig=x', [], ['its SAS allows too little: sp=l lacks r, it needs sp=rl (read, list)']],
  ['container', 'sp=r&sig=x', ['its SAS allows too little: sp=r lacks l, it needs sp=l (list)'], []],
  ['queue', 'si=policy&sig=x', [], []],
])(
  'a dry run takes less of a SAS of the %s, and knows what a run would lack: %s',
  (kind, sas, refused, lacks) => {
    expect(sasTroubles(sas, kind, { secure: true, now: NOW, dryRun: true })).toEqual(refused);
    if (refused.length === 0) {
      expect(sasLacksForActing(sas, kind)).toEqual(lacks);
    }
  },
);

test('what is no time says nothing', () => {
  expect(timesOf('se=never&st=&sig=x')).toEqual({ from: -Infinity, until: Infinity });
});

test.each<[StorageKind, string, string]>([
  ['container', 'account.dfs.core.windows.net', 'write .blob. in place of .dfs.'],
  ['container', 'account.file.core.windows.net', 'write .blob. in place of .file.'],
  ['queue', 'account.table.core.windows.net', 'write .queue. in place of .table.'],
  ['queue', 'account.z7.blob.storage.azure.net', 'the host is that of the blob service'],
  ['container', 'account.z6.web.core.windows.net', 'write .blob. in place of .web.'],
  ['container', 'account-secondary.dfs.core.windows.net', 'write .blob. in place of .dfs.'],
])('a %s is not at %s', (kind, host, words) => {
  expect(refusal(kind, 'sp=rlup&sig=x', host)).toContain(words);
});

test.each([
  ['https://account-secondary.queue.core.windows.net/notes', 'account'],
  ['https://notes.example.com/notes', null],
  ['https://[fd00::1]/account/notes', 'account'],
  ['http://[::1]:10001/account/notes', 'account'],
])('the account of %s is %s', (uri, account) => {
  expect(parseStorageUri(uri, 'queue').account).toBe(account);
});
