/**
 * What the training API refuses where an iteration is tested, published or taken back, and what to do about it.
 * Source of the codes: the published Swagger, definition `CustomVisionError`.
 */
import type { Refusals } from '../report/refusal-table.ts';
import type { ServiceError } from './service-error.ts';

const OTHER_RESOURCE =
  'check prediction-resource-id: it is the Resource ID of a prediction resource (kind CustomVision.Prediction) that is there, in the region of the training resource, as the Azure portal shows it under Properties, or az cognitiveservices account show --name NAME --resource-group GROUP --query id --output tsv';

const OTHER_IMAGE =
  'give another smoke-image: a JPEG, PNG, GIF or BMP of at most 6 MB that any program can show, neither longer than 10,240 pixels nor 25 times as long as wide';

const CHANGED =
  'somebody else publishes in this project at the same time: see in the portal under Performance what is published, give the jobs that publish one concurrency group, and run again';

const NO_PREDICTION =
  'run again later; if it stays so, the model cannot be asked at all: train and publish another iteration, or see whether the portal can test this one under Quick Test';

const NO_RIGHT =
  'use the key, or give the workflow an identity with the role Cognitive Services Custom Vision Deployment, of the training resource that holds the project; with Entra ID, that identity also has to be able to read the prediction resource (role Reader)';

/** By the API's own code. */
export const PUBLICATION_REFUSALS: Refusals<ServiceError> = {
  'Publish name refused': {
    BadRequestInvalidPublishName:
      'choose another publish-name: letters, digits, blanks and dashes are safe, and no other iteration may bear it that this run has not seen',
  },
  'Prediction resource refused': {
    BadRequestInvalidPublishTarget: OTHER_RESOURCE,
    BadRequestSubscriptionApi: OTHER_RESOURCE,
    NotFoundApimSubscription: OTHER_RESOURCE,
  },
  'Published otherwise meanwhile': {
    BadRequestIterationIsPublished: CHANGED,
    BadRequestIterationNotPublished: CHANGED,
    Conflict: CHANGED,
    ConflictInvalid: CHANGED,
  },
  'Name not taken away': {
    BadRequestUnpublishFailed:
      'run again; if it stays so, choose Unpublish in the portal under Performance, and then run again',
  },
  'Smoke image refused': {
    BadRequestImageStream: OTHER_IMAGE,
    BadRequestImageFormat: OTHER_IMAGE,
    BadRequestImageSizeBytes: OTHER_IMAGE,
    BadRequestImageDimensions: OTHER_IMAGE,
    BadRequestImageAspectRatio: OTHER_IMAGE,
    UnsupportedMediaType: OTHER_IMAGE,
  },
  'Iteration not found': {
    NotFoundProjectDefaultIteration: 'the iteration was deleted meanwhile: give another iteration-id',
  },
  'No prediction': {
    ErrorPrediction: NO_PREDICTION,
    ErrorPredictionServiceUnavailable: NO_PREDICTION,
    ErrorPredictionModelNotFound: NO_PREDICTION,
    ErrorPredictionModelNotCached: NO_PREDICTION,
    ErrorPredictionStorage: NO_PREDICTION,
  },
  'Key or role refused': {
    ForbiddenUserResource: NO_RIGHT,
    ForbiddenUserInsufficientCapability: NO_RIGHT,
    BadRequestCustomerManagedKeyRevoked:
      'the resource keeps its data under a key of your own, which was revoked: let the resource use that key again, in its Key Vault',
  },
};
