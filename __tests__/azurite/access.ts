/** What is refused, and to whom. */
import { expect } from '@jest/globals';
import { eventually, peek, receiveOne, refusal, release, send, texts, type Semantic } from './semantic.ts';

export const ACCESS: readonly Semantic[] = [
  {
    says: 'a queue that does not exist is refused as QueueNotFound',
    async holds(_, account) {
      const queue = account.unmade();
      expect(await refusal(queue.peekMessages())).toBe('404 QueueNotFound');
      expect(await refusal(queue.receiveMessages())).toBe('404 QueueNotFound');
    },
  },
  {
    says: 'a wrong key is refused as AuthenticationFailed',
    async holds(queue, account) {
      const stranger = account.as('wrong key', queue);
      expect(await refusal(stranger.peekMessages())).toBe('403 AuthenticationFailed');
      expect(await refusal(stranger.receiveMessages())).toBe('403 AuthenticationFailed');
    },
  },
  {
    says: 'a request without any credential is refused as AuthenticationFailed',
    mayDifferLive:
      'there it is 401 NoAuthenticationInformation, 404 ResourceNotFound or 409; no run comes so far',
    async holds(queue, account) {
      expect(await refusal(account.as('nobody', queue).peekMessages())).toBe('403 AuthenticationFailed');
    },
  },
  {
    says: 'a SAS that is expired, or whose signature is not the account’s, is refused as AuthenticationFailed',
    needsKey: true,
    async holds(queue, account) {
      const forged = (sas: string): string => sas.replace(/sig=[^&]*/, `sig=${'A'.repeat(43)}%3D`);
      for (const client of [
        account.withSas(queue, 'rup', { expired: true }),
        account.withSas(queue, 'rup', { damage: forged }),
      ]) {
        expect(await refusal(client.peekMessages())).toBe('403 AuthenticationFailed');
      }
    },
  },
  {
    says: 'a SAS with rup peeks, receives, updates and deletes',
    needsKey: true,
    async holds(queue, account) {
      const client = account.withSas(queue, 'rup');
      await send(queue, ['for all']);
      expect(await texts(client)).toEqual(['for all']);
      const held = await receiveOne(client);
      await client.deleteMessage(held.messageId, await release(client, held));
    },
  },
  {
    says: 'a SAS without u cannot give back; what it receives comes back by itself, and can be deleted',
    needsKey: true,
    async holds(queue, account) {
      const client = account.withSas(queue, 'rp');
      await send(queue, ['held']);
      const held = await receiveOne(client, 1);
      expect(await refusal(client.updateMessage(held.messageId, held.popReceipt, undefined, 0))).toBe(
        '403 AuthorizationPermissionMismatch',
      );
      await eventually(client, ['held']);
      const { messageId, popReceipt } = await receiveOne(client);
      await client.deleteMessage(messageId, popReceipt);
    },
  },
  {
    says: 'a SAS with r alone peeks, and cannot receive',
    needsKey: true,
    async holds(queue, account) {
      const client = account.withSas(queue, 'r');
      expect(await peek(client)).toEqual([]);
      expect(await refusal(client.receiveMessages())).toBe('403 AuthorizationPermissionMismatch');
    },
  },
  {
    says: 'a SAS with r asks how many messages there are, hidden ones included; one without r cannot',
    needsKey: true,
    async holds(queue, account) {
      await send(queue, ['hidden', 'visible']);
      await receiveOne(queue);
      const { approximateMessagesCount } = await account.withSas(queue, 'r').getProperties();
      expect(approximateMessagesCount).toBe(2);
      expect(await refusal(account.withSas(queue, 'up').getProperties())).toBe(
        '403 AuthorizationPermissionMismatch',
      );
    },
  },
];
