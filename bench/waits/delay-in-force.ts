/**
 * The delay between two looks that is aimed at after so long a wait, and the bar that reactions are held to. Written
 * from what is promised, not from the code that keeps it: 0.09·√t seconds, at least half a second and at most five.
 */

/** @param waitS seconds since the wait began */
function delayInForceS(waitS: number): number {
  return Math.min(5, Math.max(0.5, 0.09 * Math.sqrt(waitS)));
}

const SHARE_OF_DELAY = 1.25;
const ROUND_TRIPS = 4;

/** The longest that the 95th percentile of the reactions may be, in seconds, and that limit in words. */
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
 * When the end comes in a wait of about `waitS` seconds: anywhere in the last pause before, or it would always meet
 * the same moment between two looks.
 * @param random 0–1
 */
export function endWithinPause(waitS: number, random: number): number {
  return waitS - random * delayInForceS(waitS);
}
