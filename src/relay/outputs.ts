/**
 * The outputs of the relay, in the forms that relay/action.yml promises.
 */
import { StepOutputs } from '../report/step-outputs.ts';

/** What each output says while the run knows nothing else. */
const DEFAULTS = {
  status: 'failed',
  resumed: '[]',
  waiting: '[]',
  'given-up': '[]',
};

export class RelayOutputs extends StepOutputs<keyof typeof DEFAULTS> {
  constructor(write?: (name: string, value: string) => void) {
    super(DEFAULTS, write);
  }
}
