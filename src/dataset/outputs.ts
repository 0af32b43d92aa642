/**
 * The outputs of the action `dataset`, in the forms that its action.yml promises.
 */
import { StepOutputs } from '../report/step-outputs.ts';

/** What each output says while the run knows nothing else. */
const DEFAULTS = {
  status: 'failed',
  projectId: '',
  uploaded: '0',
  unchanged: '0',
  retagged: '0',
  deleted: '0',
  failed: '0',
  changed: 'false',
  plan: '',
};

export class DatasetOutputs extends StepOutputs<keyof typeof DEFAULTS> {
  constructor(write?: (name: string, value: string) => void) {
    super(DEFAULTS, write);
  }
}
