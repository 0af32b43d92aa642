// Everything in Azure that a workflow with Custom Vision Train & Export needs, but the project and its images.
// docs/SETUP.md leads through it. main.json beside it is this file compiled: `npm run template` writes it.

metadata description = 'Training resource, storage account, queue, container, roles and identity for Custom Vision Train & Export'

@description('The repository whose workflow trains, as OWNER/REPOSITORY.')
@minLength(3)
param repository string

@description('How the workflow signs in: `oidc`, without any secret and with the keys of the storage account switched off, `keys`, or `both`, as the live test wants it.')
@allowed([
  'oidc'
  'keys'
  'both'
])
param signIn string = 'oidc'

@description('With `oidc`: which jobs of the repository are trusted, as the subject of their token ends: `ref:refs/heads/BRANCH`, `environment:NAME` or `pull_request`.')
param trustedJobs string = 'ref:refs/heads/main'

@description('With `oidc`: whether the workflow may create projects (`project-name`) and delete them, which takes the role Cognitive Services Custom Vision Contributor in place of Cognitive Services Custom Vision Trainer.')
param mayCreateProjects bool = false

@description('Name of the training resource and of its endpoint, unique in all of Azure; the other names are made of it. Lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param name string = 'cv${uniqueString(resourceGroup().id)}'

@description('Region of all resources, one that has Custom Vision.')
param location string = resourceGroup().location

@description('Tier of the training resource (and of the prediction resource): `S0`, or `F0`, which is free, with 2 projects and one hour of training a month; a subscription has one of each kind.')
@allowed([
  'F0'
  'S0'
])
param tier string = 'S0'

@description('Name of the queue that the service tells the end of a training in.')
@minLength(3)
@maxLength(63)
param queueName string = 'notifications'

@description('Name of the container that the service backs up models to.')
@minLength(3)
@maxLength(63)
param containerName string = 'models'

@description('Whether to create a prediction resource as well, to publish iterations to.')
param withPrediction bool = false

var oidc = signIn != 'keys'

// Ids of Azure's built-in roles.
var roles = {
  customVisionContributor: 'c1ff6cc2-c111-46fe-8896-e0ef812ad9f3'
  customVisionTrainer: '0a5ae4ab-0d65-4eeb-be61-29fc9b54394b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageBlobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
}

// Each cloud takes tokens of GitHub for an audience of its own.
var audiences = {
  AzureCloud: 'api://AzureADTokenExchange'
  AzureUSGovernment: 'api://AzureADTokenExchangeUSGov'
  AzureChinaCloud: 'api://AzureADTokenExchangeChina'
}

resource training 'Microsoft.CognitiveServices/accounts@2025-09-01' = {
  name: name
  location: location
  kind: 'CustomVision.Training'
  sku: {
    name: tier
  }
  // The service writes notifications and backups as this identity.
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    // A regional endpoint takes keys only.
    customSubDomainName: name
    publicNetworkAccess: 'Enabled'
  }
}

resource prediction 'Microsoft.CognitiveServices/accounts@2025-09-01' = if (withPrediction) {
  name: '${name}-prediction'
  location: location
  kind: 'CustomVision.Prediction'
  sku: {
    name: tier
  }
  properties: {
    customSubDomainName: '${name}-prediction'
    publicNetworkAccess: 'Enabled'
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: signIn != 'oidc'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: storage
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = {
  parent: queues
  name: queueName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: storage
  name: 'default'
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: containerName
}

// The two roles of the training resource. The service asks for them on the account.

resource serviceWritesNotifications 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, training.id, roles.storageQueueDataContributor)
  properties: {
    principalId: training.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

resource serviceWritesBackups 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, training.id, roles.storageBlobDataContributor)
  properties: {
    principalId: training.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

// The identity that the workflow signs in as, and its three roles, each on the one thing that it is for.

resource workflow 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (oidc) {
  name: '${name}-workflow'
  location: location
}

resource trust 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = if (oidc) {
  parent: workflow
  name: 'github'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:${repository}:${trustedJobs}'
    audiences: [
      audiences[environment().name]
    ]
  }
}

resource workflowTrains 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (oidc) {
  scope: training
  name: guid(training.id, workflow.id, mayCreateProjects ? roles.customVisionContributor : roles.customVisionTrainer)
  properties: {
    principalId: workflow!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', mayCreateProjects ? roles.customVisionContributor : roles.customVisionTrainer)
  }
}

resource workflowReadsNotifications 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (oidc) {
  scope: queue
  name: guid(queue.id, workflow.id, roles.storageQueueDataContributor)
  properties: {
    principalId: workflow!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

resource workflowReadsBackups 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (oidc) {
  scope: container
  name: guid(container.id, workflow.id, roles.storageBlobDataReader)
  properties: {
    principalId: workflow!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataReader)
  }
}

@description('Value of the input `endpoint`; variable CUSTOM_VISION_ENDPOINT.')
output endpoint string = training.properties.endpoint

@description('Value of the input `notification-queue-uri`; variable NOTIFICATION_QUEUE_URI.')
output notificationQueueUri string = '${storage.properties.primaryEndpoints.queue}${queueName}'

@description('Value of the input `export-model-container-uri`; variable EXPORT_MODEL_CONTAINER_URI.')
output exportModelContainerUri string = '${storage.properties.primaryEndpoints.blob}${containerName}'

@description('Value of the input `client-id`; variable AZURE_CLIENT_ID. Empty with `keys`.')
output clientId string = oidc ? workflow!.properties.clientId : ''

@description('Value of the input `tenant-id`; variable AZURE_TENANT_ID. Empty with `keys`.')
output tenantId string = oidc ? workflow!.properties.tenantId : ''

@description('Id of the prediction resource, which publishing takes; variable PREDICTION_RESOURCE_ID. Empty where there is none.')
output predictionResourceId string = withPrediction ? prediction.id : ''

@description('How the workflow signs in: `oidc`, or `keys`, which go into the secrets CUSTOM_VISION_TRAINING_KEY and STORAGE_ACCOUNT_KEY, or `both`.')
output signIn string = signIn

@description('The repository that gets the variables and secrets.')
output repository string = repository

@description('Which jobs of the repository are trusted.')
output trustedJobs string = trustedJobs

@description('Name of the training resource, and of the storage account.')
output resourceName string = name

@description('Name of the identity of the workflow. Empty with `keys`.')
output identityName string = oidc ? workflow.name : ''
