// An Azure Function that runs a workflow run again as soon as the training has ended that it left behind.
// docs/LONG-TRAININGS.md leads through it. main.json beside it is this file compiled: `npm run template` writes it.

metadata description = 'Function that runs a workflow run of GitHub again when its training in Custom Vision has ended'

@description('The repository whose runs are run again, as OWNER/REPOSITORY.')
@minLength(3)
param repository string

@description('A fine-grained token of GitHub for that repository alone, with the permission Actions: read and write.')
@secure()
param githubToken string

@description('Name of the training resource, in the same resource group.')
param trainingResource string

@description('Name of the storage account with the queue, in the same resource group.')
param storageAccount string = trainingResource

@description('Name of the queue that the service tells the end of a training in.')
param queueName string = 'notifications'

@description('Name of the function app and of its own storage account, unique in all of Azure. Lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param name string = 'again${uniqueString(resourceGroup().id)}'

@description('Region of all resources, one that has the plan Flex Consumption.')
param location string = resourceGroup().location

// Ids of Azure's built-in roles.
var roles = {
  customVisionReader: '93586559-c37d-4a6b-ba08-b9f0940c2d73'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
}

resource training 'Microsoft.CognitiveServices/accounts@2025-09-01' existing = {
  name: trainingResource
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccount
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' existing = {
  parent: storage
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' existing = {
  parent: queues
  name: queueName
}

// Where the function's host puts a message that it could not hand on. It would create the queue itself, had it the right.
resource poison 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = {
  parent: queues
  name: '${queueName}-poison'
}

// What the function's host keeps for itself, its code among it.
resource host 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource hostBlobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: host
  name: 'default'
}

resource code 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: hostBlobs
  name: 'code'
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${host.properties.primaryEndpoints.blob}${code.name}'
          authentication: {
            type: 'SystemAssignedIdentity'
          }
        }
      }
      runtime: {
        name: 'node'
        version: '22'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: 512
        maximumInstanceCount: 40
      }
    }
    siteConfig: {
      appSettings: [
        {
          name: 'AzureWebJobsStorage__accountName'
          value: host.name
        }
        {
          name: 'Notifications__queueServiceUri'
          value: storage.properties.primaryEndpoints.queue
        }
        {
          name: 'QUEUE'
          value: queueName
        }
        {
          name: 'ENDPOINT'
          value: training.properties.endpoint
        }
        {
          name: 'REPOSITORY'
          value: repository
        }
        {
          name: 'GITHUB_TOKEN'
          value: githubToken
        }
      ]
    }
  }
}

// What the function may: read iterations, and receive messages of this one queue.

resource functionReadsIterations 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: training
  name: guid(training.id, app.id, roles.customVisionReader)
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.customVisionReader)
  }
}

resource functionReceivesMessages 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: queue
  name: guid(queue.id, app.id, roles.storageQueueDataContributor)
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

resource functionPutsAside 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: poison
  name: guid(poison.id, app.id, roles.storageQueueDataContributor)
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

resource functionKeepsItself 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: host
  name: guid(host.id, app.id, roles.storageBlobDataOwner)
  properties: {
    principalId: app.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
  }
}

@description('Name of the function app, to deploy the code to.')
output functionName string = app.name
