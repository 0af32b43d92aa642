/**
 * Shifts the clock of the process that loads it first: `node --import file:///…/shifted-clock.ts?hours=-2 …`.
 * A storage emulator that is started so writes messages that are two hours old from the start.
 */
const MS_PER_HOUR = 3_600_000;

const hours = Number(new URL(import.meta.url).searchParams.get('hours'));
const RealDate = Date;
const now = (): number => RealDate.now() + hours * MS_PER_HOUR;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, member, receiver) =>
    member === 'now' ? now : (Reflect.get(target, member, receiver) as unknown),
});
