/**
 * The real inbox; what it is told and what it says is watched.
 */
import type { Heard, Inbox } from '../../src/inbox.ts';
import type { Conduct, IsOurs } from './conduct.ts';

export interface WatchedInbox extends Inbox {
  /** Of the wait that goes on; whoever begins one sets them back. */
  looks: number;
  blocked: boolean;
  doubted: boolean;
}

export function watchedInbox(
  code: { readonly Inbox: typeof Inbox },
  connections: ConstructorParameters<typeof Inbox>,
  conduct: Conduct,
  object: (what: string) => void,
): WatchedInbox {
  let heard = 0;
  class Watched extends code.Inbox {
    looks = 0;
    blocked = false;
    doubted = false;

    override claim(isOurs: IsOurs): void {
      conduct.claimed.push(isOurs);
      super.claim(isOurs);
    }

    override expect(isOurs: IsOurs): void {
      conduct.expected.push(isOurs);
      super.expect(isOurs);
    }

    override async look(signal: AbortSignal): Promise<Heard[]> {
      this.looks += 1;
      const fresh = await super.look(signal);
      conduct.allLetGo();
      heard += fresh.length;
      if (heard !== conduct.shownOfOurs.size) {
        object(`heard ${heard} messages of ours, but ${conduct.shownOfOurs.size} were shown`);
        heard = conduct.shownOfOurs.size;
      }
      this.blocked ||= this.blockedSince !== undefined;
      this.doubted ||= this.doubtful;
      return fresh;
    }
  }
  return new Watched(...connections);
}
