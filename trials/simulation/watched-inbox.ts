/**
 * The real inbox; what it is told and what it says is watched.
 */
import type { Inbox } from '../../src/wait/inbox.ts';
import type { Heard, Subscription } from '../../src/wait/own-messages.ts';
import type { Conduct, IsOurs } from './conduct.ts';

export interface WatchedInbox extends Inbox {
  /** By all waits of the run. */
  readonly looks: number;
  /** When it was last so, in true time. */
  readonly blockedAt: number;
  readonly doubtedAt: number;
}

export function watchedInbox(
  code: { readonly Inbox: typeof Inbox },
  connections: ConstructorParameters<typeof Inbox>,
  conduct: Conduct,
  now: () => number,
  object: (what: string) => void,
): WatchedInbox {
  let heard = 0;
  class Watched extends code.Inbox {
    looks = 0;
    blockedAt = -Infinity;
    doubtedAt = -Infinity;

    override claim(isOurs: IsOurs): void {
      conduct.claimed.push(isOurs);
      super.claim(isOurs);
    }

    override expect(isOurs: IsOurs, since: number): Subscription {
      conduct.expected.push({ isOurs, since });
      return super.expect(isOurs, since);
    }

    protected override async lookNow(signal: AbortSignal): Promise<Heard[]> {
      this.looks += 1;
      const fresh = await super.lookNow(signal);
      conduct.allLetGo();
      heard += fresh.length;
      if (heard !== conduct.shownOfOurs.size) {
        object(`heard ${heard} messages of ours, but ${conduct.shownOfOurs.size} were shown`);
        heard = conduct.shownOfOurs.size;
      }
      this.blockedAt = this.blockedSince === undefined ? this.blockedAt : now();
      this.doubtedAt = this.doubtful ? now() : this.doubtedAt;
      return fresh;
    }
  }
  return new Watched(...connections);
}
