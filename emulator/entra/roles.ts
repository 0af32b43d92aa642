/**
 * Azure's built-in roles with their data actions, and who holds which role.
 * Source: the reference of the built-in roles for AI and for storage. Names of data actions are given without their
 * common beginnings, `Microsoft.CognitiveServices/accounts/` and `Microsoft.Storage/storageAccounts/`.
 */

interface Definition {
  /** `*` stands for any text. */
  readonly allows: readonly string[];
  readonly butNot?: readonly string[];
}

const QUEUE = 'queueServices/queues/messages';
const BLOBS = 'blobServices/containers/blobs';

const ROLES = {
  'Cognitive Services Custom Vision Contributor': { allows: ['CustomVision/*'] },
  'Cognitive Services Custom Vision Trainer': {
    allows: ['CustomVision/*'],
    butNot: [
      'CustomVision/projects/action',
      'CustomVision/projects/delete',
      'CustomVision/projects/import/action',
      'CustomVision/projects/export/read',
    ],
  },
  'Cognitive Services Custom Vision Deployment': {
    allows: [
      'CustomVision/*/read',
      'CustomVision/projects/predictions/*',
      'CustomVision/projects/iterations/publish/*',
      'CustomVision/projects/iterations/export/*',
      'CustomVision/projects/quicktest/*',
      'CustomVision/classify/*',
      'CustomVision/detect/*',
    ],
    butNot: ['CustomVision/projects/export/read'],
  },
  'Cognitive Services Custom Vision Labeler': {
    allows: [
      'CustomVision/*/read',
      'CustomVision/projects/predictions/query/action',
      'CustomVision/projects/images/*',
      'CustomVision/projects/tags/*',
      'CustomVision/projects/images/suggested/*',
      'CustomVision/projects/tagsandregions/suggestions/action',
    ],
    butNot: ['CustomVision/projects/export/read'],
  },
  'Cognitive Services Custom Vision Reader': {
    allows: ['CustomVision/*/read', 'CustomVision/projects/predictions/query/action'],
    butNot: ['CustomVision/projects/export/read'],
  },
  'Storage Queue Data Contributor': {
    allows: [`${QUEUE}/read`, `${QUEUE}/write`, `${QUEUE}/delete`, `${QUEUE}/process/action`],
  },
  'Storage Queue Data Message Processor': { allows: [`${QUEUE}/read`, `${QUEUE}/process/action`] },
  'Storage Queue Data Reader': { allows: [`${QUEUE}/read`] },
  'Storage Blob Data Contributor': {
    allows: [`${BLOBS}/read`, `${BLOBS}/write`, `${BLOBS}/delete`, `${BLOBS}/add/action`],
  },
  'Storage Blob Data Reader': { allows: [`${BLOBS}/read`] },
} as const satisfies Record<string, Definition>;

export type Role = keyof typeof ROLES;

/** The role assignments of one training resource and one storage account. */
export class RoleAssignments {
  /** Every data action that a request needed so far, allowed or not. */
  readonly asked = new Set<string>();
  /** Data actions that are denied to everybody, whatever the roles say. */
  readonly denied = new Set<string>();
  readonly #held = new Map<string, Set<Role>>();

  assign(objectId: string, ...roles: Role[]): void {
    this.#held.set(objectId, new Set([...this.of(objectId), ...roles]));
  }

  remove(objectId: string, role: Role): void {
    this.#held.get(objectId)?.delete(role);
  }

  of(objectId: string): readonly Role[] {
    return [...(this.#held.get(objectId) ?? [])];
  }

  /** Replaces all roles of the principal by these. */
  replace(objectId: string, ...roles: Role[]): void {
    this.#held.set(objectId, new Set(roles));
  }

  /** Tells whether one of the principal's roles allows the data action. */
  allows(objectId: string, dataAction: string): boolean {
    this.asked.add(dataAction);
    if (this.denied.has(dataAction)) return false;
    return this.of(objectId).some((role) => {
      const { allows, butNot = [] }: Definition = ROLES[role];
      const covers = (pattern: string): boolean => isCovered(dataAction, pattern);
      return allows.some(covers) && !butNot.some(covers);
    });
  }
}

function isCovered(dataAction: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(dataAction);
}
