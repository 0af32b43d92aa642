/**
 * The outputs of the action that publishes, in the forms that publish/action.yml promises.
 */
import { StepOutputs } from '../report/step-outputs.ts';

/** What each output says while the run knows nothing else. */
const DEFAULTS = {
  publishName: '',
  iterationId: '',
  previousIterationId: '',
  changed: 'false',
  status: 'failed',
  smokeProbability: '',
};

export class PublishOutputs extends StepOutputs<keyof typeof DEFAULTS> {
  constructor(write?: (name: string, value: string) => void) {
    super(DEFAULTS, write);
  }
}
