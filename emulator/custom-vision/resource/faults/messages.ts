/** What can go wrong with a message on its way to a project's queue. */
import { randomUUID } from 'node:crypto';
import type { Notification } from '../notifications.ts';

export type MessageFault =
  /** It never arrives. */
  | { lost: true }
  /** It arrives this much after its time. */
  | { lateSeconds: number }
  /** It arrives this much before the state changes; a connection test is never early. */
  | { earlySeconds: number }
  /** It arrives this many times. */
  | { copies: number }
  /**
   * It says something wrong: the opposite outcome, an iteration that does not exist, or a model at a place that does
   * not belong to the customer.
   */
  | { forged: 'outcome' | 'iteration' | 'model-uri' }
  /** Its text is cut in the middle. */
  | { garbled: true };

/** Trainings and exports meet their rules when they begin, not when they end. */
export interface MessageRule {
  /** The message's type; `*`: any. */
  message: Notification['type'] | '*';
  projectId?: string;
  /** The first matching message that is hit, counted from 1 when the rule is added. Default: 1. */
  nth?: number;
  /** How many matching messages in a row are hit. Default: 1. */
  times?: number;
  fault: MessageFault;
}

export interface MessageTarget {
  type: Notification['type'];
  projectId: string;
}

const FORGED_MODEL_URI = 'https://forged.invalid/models/model.zip?sig=forged';

export function hitsMessage(rule: MessageRule, target: MessageTarget): boolean {
  return (
    (rule.message === '*' || rule.message === target.type) &&
    (rule.projectId === undefined || rule.projectId.toLowerCase() === target.projectId)
  );
}

/** The message as a forger would send it; a message without such a member stays as it is. */
export function forged(notification: Notification, lie: 'outcome' | 'iteration' | 'model-uri'): Notification {
  if (notification.type === 'ConnectionTest') {
    return lie === 'iteration' ? { ...notification, projectId: randomUUID() } : notification;
  }
  if (lie === 'iteration') return { ...notification, iterationId: randomUUID() };
  if (notification.type === 'Training') {
    return lie === 'outcome' ? { ...notification, succeeded: !notification.succeeded } : notification;
  }
  const failed = lie === 'outcome' && notification.modelUri !== null;
  return { ...notification, modelUri: failed ? null : FORGED_MODEL_URI };
}
