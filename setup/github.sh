#!/usr/bin/env bash
# Creates in Azure what main.bicep says, where it is told to, and gives a repository on GitHub what its workflow needs of
# that: variables, with keys the secrets, and a project. Nothing is deleted, and running it again is harmless. Keys go
# from az to gh, never to the screen.
set -euo pipefail

usage() {
  cat <<'END'
Usage: bash setup/github.sh GROUP [--repository OWNER/NAME [--location PLACE] [PARAMETER=VALUE]...] [options]

GROUP is the resource group that setup/main.bicep was deployed to. With --repository it is deployed first, for the
workflow of that repository, in a group that is created where there is none. az and gh have to be logged in.

  --repository NAME  whose workflow trains, as OWNER/NAME; PARAMETER=VALUE are further parameters of setup/main.bicep
  --location PLACE   where Azure creates a new group (westeurope)
  --deployment NAME  name of the deployment (main)
  --project NAME     name of the project, which is created where there is none (the name of the repository)
  --domain ID        id of the compact domain of a new project (General (compact) for classification)
  --print            only print the commands; nothing is changed. So it is where there is no gh
END
}

fail() {
  printf 'Error: %s\nNext: %s\n' "$1" "$2" >&2
  exit 1
}

group='' repository='' location=westeurope parameters=() deployment=main project='' domain=0732100f-1a38-4e49-a514-c9b44c697ab5 print=''
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage && exit 0 ;;
    --print) print=yes ;;
    --repository | --location | --deployment | --project | --domain)
      [ $# -gt 1 ] || fail "$1 takes a value." "see bash setup/github.sh --help."
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    -*) fail "$1 is no option." "see bash setup/github.sh --help." ;;
    *=*) parameters+=("$1") ;;
    *) group=$1 ;;
  esac
  shift
done
[ -n "$group" ] || { usage >&2 && exit 1; }
command -v az > /dev/null || fail "There is no az on this machine." "install the Azure CLI, or run this in the Azure Cloud Shell."
command -v gh > /dev/null || { print=yes && echo '# There is no gh on this machine: run these lines where there is one.'; }

run() {
  if [ -n "$print" ]; then
    printf '%q ' "$@" && echo
  else
    "$@"
  fi
}

if [ -n "$repository" ]; then
  here=${BASH_SOURCE[0]%/*}
  if [ -n "$print" ] || [ "$(az group exists --name "$group" --output json)" != true ]; then
    run az group create --name "$group" --location "$location" --output none
  fi
  [ -n "$print" ] || echo "Creating the resources in the group $group; this takes a few minutes …"
  parameters+=("repository=$repository")
  run az deployment group create --resource-group "$group" --name "$deployment" --template-file "$here/main.json" --parameters "${parameters[@]}" --output none ||
    fail "The resources could not be created." "see what Azure says above: correct it, and run this again."
  if [ -n "$print" ]; then
    echo "# What follows depends on what these give: run this with --print and without --repository then."
    exit 0
  fi
elif [ ${#parameters[@]} -gt 0 ]; then
  fail "${parameters[0]} is a parameter of a deployment, and nothing is deployed without --repository." "add --repository OWNER/NAME."
fi

# Each output on a line of its own.
outputs=$(az deployment group show --resource-group "$group" --name "$deployment" --output tsv --query "properties.outputs.[repository.value, trustedJobs.value, signIn.value, resourceName.value, identityName.value, endpoint.value, notificationQueueUri.value, exportModelContainerUri.value, clientId.value, tenantId.value, predictionResourceId.value]") ||
  fail "The deployment $deployment of the group $group could not be read." "log in (az login), choose the subscription (az account set), and deploy setup/main.bicep first."
{
  read -r trusted && read -r jobs && read -r sign_in && read -r resource && read -r identity && read -r endpoint
  read -r queue && read -r container && read -r client && read -r tenant && read -r prediction
} <<< "${outputs//$'\r'/}" || true
[ -n "${container:-}" ] || fail "The deployment $deployment has not the outputs of setup/main.bicep." "name the right one by --deployment NAME."
# A token may name the repository with ids in it: OWNER@ID/REPOSITORY@ID. gh knows it without.
IFS=/ read -r owner repository <<< "$trusted"
repository=${owner%%@*}/${repository%%@*}
project=${project:-${repository#*/}}
case $project in *\'* | *\\*) fail "The name of the project has a quote or a backslash in it." "choose another one." ;; esac

variable() {
  [ -z "$2" ] || run gh variable set "$1" --repo "$repository" --body "$2"
}

training_key=(az cognitiveservices account keys list --name "$resource" --resource-group "$group" --query key1 --output tsv)
storage_key=(az storage account keys list --account-name "$resource" --resource-group "$group" --query '[0].value' --output tsv)

secret() {
  local name=$1
  shift
  if [ -n "$print" ]; then
    printf '%q ' "$@" && printf '| gh secret set %s --repo %q\n' "$name" "$repository"
  else
    "$@" | gh secret set "$name" --repo "$repository"
  fi
}

# A request to the training API with its key, which is given by standard input so that no list of processes shows it.
training() {
  "${training_key[@]}" | sed 's/^/Training-Key=/' | az rest --skip-authorization-header --headers @- "$@" --output tsv
}

project_id() {
  local projects="${endpoint%/}/customvision/v3.3/training/projects"
  local id
  id=$(training --method get --url "$projects" --query "[?name=='$project'].id | [0]")
  if [ -z "$id" ]; then
    id=$(training --method post --url "$projects" --uri-parameters "name=$project" "domainId=$domain" --query id)
  fi
  echo "$id"
}

variable CUSTOM_VISION_ENDPOINT "$endpoint"
variable NOTIFICATION_QUEUE_URI "$queue"
variable EXPORT_MODEL_CONTAINER_URI "$container"
variable PREDICTION_RESOURCE_ID "${prediction:-}"
if [ "$sign_in" != oidc ]; then
  secret CUSTOM_VISION_TRAINING_KEY "${training_key[@]}"
  secret STORAGE_ACCOUNT_KEY "${storage_key[@]}"
fi
if [ "$sign_in" != keys ]; then
  variable AZURE_CLIENT_ID "$client"
  variable AZURE_TENANT_ID "$tenant"
fi

# GitHub names repositories that were made, renamed or moved since July 2026 with ids: they are trusted by both names.
if [ "$sign_in" != keys ] && [ "$trusted" = "$repository" ]; then
  of=(--identity-name "$identity" --resource-group "$group")
  if [ -n "$print" ]; then
    audience=api://AzureADTokenExchange with_ids=OWNER@ID/REPOSITORY@ID
  else
    audience=$(az identity federated-credential show --name github "${of[@]}" --query 'audiences[0]' --output tsv)
    with_ids=$(gh api "repos/$repository" --jq '"\(.owner.login)@\(.owner.id)/\(.name)@\(.id)"')
  fi
  run az identity federated-credential create --name github-with-ids "${of[@]}" --issuer https://token.actions.githubusercontent.com --subject "repo:$with_ids:$jobs" --audiences "$audience" --output none
fi

if [ -n "$print" ]; then
  echo "# Create the project $project in the portal (https://www.customvision.ai) with a compact domain; its id is in its settings:"
  variable CUSTOM_VISION_PROJECT_ID PROJECT_ID
else
  variable CUSTOM_VISION_PROJECT_ID "$(project_id)"
  printf '\nThe project %s is in https://www.customvision.ai. Next: give it images (at least 5 of each of 2 tags), and run the workflow.\n' "$project"
fi
