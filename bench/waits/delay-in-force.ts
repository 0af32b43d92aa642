/**
 * The intended delay between two looks after a wait of so long, and the bar for reactions. It is written from the
 * promise and does not use the action's code: 0.09·√t seconds, at least half a second and at most five.
 */

/** @param waitS seconds since the wait began */
export function delayInForceS(waitS: number): number {
  return Math.min(5, Math.max(0.5, 0.09 * Math.sqrt(waitS)));
}

const SHARE_OF_DELAY = 1.25;
const ROUND_TRIPS = 4;

/** The limit for the 95th percentile of the reactions, in seconds and in words. */
export function reactionLimit(waitS: number, roundTripMs: number): { limitS: number; text: string } {
  const delayS = delayInForceS(waitS);
  const roundTripS = roundTripMs / 1_000;
  const limitS = SHARE_OF_DELAY * delayS + ROUND_TRIPS * roundTripS;
  return {
    limitS,
    text: `≤ ${SHARE_OF_DELAY} × ${delayS.toFixed(2)} s + ${ROUND_TRIPS} × ${roundTripS.toFixed(4)} s = ${limitS.toFixed(2)} s`,
  };
}

/**
 * Chooses when a wait of about `waitS` seconds ends: anywhere in its last pause, because a fixed time would always be
 * the same moment between two looks.
 * @param random 0–1
 */
export function endWithinPause(waitS: number, random: number): number {
  return waitS - random * delayInForceS(waitS);
}
