/**
 * Preloaded into Azurite, with `FOLLOWED_TIME=port=…&now=…` in its environment: its dates are those of the test whose time it follows.
 */
import { connect } from 'node:net';
import { replaceDate } from './shifted-date.ts';
import { listen, say } from './time-line.ts';

const given = new URLSearchParams(process.env.FOLLOWED_TIME);
let now = Number(given.get('now'));
replaceDate(() => now);

const line = connect(Number(given.get('port')), '127.0.0.1');
line.unref();
line.setNoDelay();
listen(line, ([, time, sequence = '']) => {
  now = Number(time);
  say(line, 'seen', sequence);
});
say(line, 'storage');
