/**
 * Where a run is ended: before and after each of the requests that an undisturbed one sends, and in the middle of a
 * download. Of the requests that are repeated until something happens, the first, the second and the last of a phase.
 */
import type { Moment } from './gate.ts';
import { later, type Phase, PHASES, type Told } from './story.ts';

export interface Point {
  readonly phase: Phase;
  readonly request: string;
  readonly nth: number;
  readonly moment: Moment;
  readonly signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM';
  /** The same, but the last of three and more, whose number differs from run to run. */
  readonly place: '1' | '2' | 'last';
}

/** Such as `kill/train/peek-last/after`, `stop/fetch/download-ONNX-1/amid` or, by SIGTERM, `stop/…/before/term`. */
export function nameOf({ phase, request, moment, place, signal }: Point): string {
  const parts = [signal === 'SIGKILL' ? 'kill' : 'stop', phase, `${request}-${place}`, moment];
  return [...parts, ...(signal === 'SIGTERM' ? ['term'] : [])].join('/');
}

/**
 * Every point of the undisturbed run for SIGKILL; for SIGINT, the beginning and the end of each phase, and for SIGTERM,
 * which may come alone, its middle.
 */
export function pointsOf(told: readonly Told[]): Point[] {
  const places = told.flatMap((one) => {
    const count = told.filter((other) => isSame(one, other)).length;
    const place = isCounted(one) ? placeOf(one.nth, count) : undefined;
    return place === undefined ? [] : [{ ...one, place }];
  });
  const kills = places.flatMap((place) =>
    momentsOf(place.request).map((moment): Point => ({ ...place, moment, signal: 'SIGKILL' })),
  );
  const stops = PHASES.flatMap((phase) => {
    const ofPhase = places.filter((place) => place.phase === phase);
    const [first, middle, last] = [ofPhase[0], ofPhase[Math.floor(ofPhase.length / 2)], ofPhase.at(-1)];
    return [
      ...(first === undefined ? [] : [stopAt(first, 'before')]),
      ...(middle === undefined ? [] : [{ ...stopAt(middle, 'before'), signal: 'SIGTERM' } as const]),
      ...(last === undefined ? [] : [stopAt(last, momentsOf(last.request).at(-1) ?? 'after')]),
    ];
  });
  return [...kills, ...stops];
}

/**
 * Whether the point is reached. A run may send fewer of the requests that are repeated: then it is reached with the
 * first request of a later phase.
 */
export function isReached(point: Point, told: Told, moment: Moment): boolean {
  if (isSame(point, told) && point.nth === told.nth) {
    return moment === point.moment;
  }
  return point.phase !== told.phase && later(point.phase, told.phase) === told.phase && moment === 'before';
}

function stopAt(place: Omit<Point, 'moment' | 'signal'>, moment: Moment): Point {
  return { ...place, moment, signal: 'SIGINT' };
}

function isSame(one: Pick<Told, 'phase' | 'request'>, other: Pick<Told, 'phase' | 'request'>): boolean {
  return one.phase === other.phase && one.request === other.request;
}

/** At its end, a run looks as often as it has to, and no later phase stands for a look that it does not need. */
function isCounted({ phase, request, nth }: Told): boolean {
  return phase !== 'close' || request !== 'peek' || nth <= 2;
}

function placeOf(nth: number, count: number): Point['place'] | undefined {
  if (nth <= 2) {
    return nth === 1 ? '1' : '2';
  }
  return nth === count ? 'last' : undefined;
}

function momentsOf(request: string): readonly Moment[] {
  return request.startsWith('download') ? ['before', 'after', 'amid'] : ['before', 'after'];
}
