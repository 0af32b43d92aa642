export const id = 925;
export const ids = [925];
export const modules = {

/***/ 26255:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  t$: () => (/* reexport */ createRestError),
  getClient: () => (/* reexport */ getClient),
  Iq: () => (/* reexport */ operationOptionsToRequestParameters)
});

// UNUSED EXPORTS: addCredentialPipelinePolicy, getBinaryStreamResponse

// EXTERNAL MODULE: ./node_modules/@typespec/ts-http-runtime/dist/esm/index.js + 21 modules
var esm = __webpack_require__(44449);
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/restError.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

function createRestError(messageOrResponse, response) {
    if (typeof messageOrResponse === "string") {
        return (0,esm/* createRestError */.t$)(messageOrResponse, response);
    }
    else {
        return (0,esm/* createRestError */.t$)(messageOrResponse);
    }
}
//# sourceMappingURL=restError.js.map
// EXTERNAL MODULE: ./node_modules/@azure/core-rest-pipeline/dist/esm/index.js + 37 modules
var dist_esm = __webpack_require__(1818);
// EXTERNAL MODULE: ./node_modules/@azure/core-auth/dist/esm/index.js + 4 modules
var core_auth_dist_esm = __webpack_require__(98365);
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/apiVersionPolicy.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
const apiVersionPolicyName = "ApiVersionPolicy";
/**
 * Creates a policy that sets the apiVersion as a query parameter on every request
 * @param options - Client options
 * @returns Pipeline policy that sets the apiVersion as a query parameter on every request
 */
function apiVersionPolicy(options) {
    return {
        name: apiVersionPolicyName,
        sendRequest: (req, next) => {
            // Use the apiVesion defined in request url directly
            // Append one if there is no apiVesion and we have one at client options
            const url = new URL(req.url);
            if (!url.searchParams.get("api-version") && options.apiVersion) {
                req.url = `${req.url}${url.searchParams.size > 0 ? "&" : "?"}api-version=${options.apiVersion}`;
            }
            return next(req);
        },
    };
}
//# sourceMappingURL=apiVersionPolicy.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/keyCredentialAuthenticationPolicy.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * The programmatic identifier of the bearerTokenAuthenticationPolicy.
 */
const keyCredentialAuthenticationPolicyName = "keyCredentialAuthenticationPolicy";
function keyCredentialAuthenticationPolicy(credential, apiKeyHeaderName) {
    return {
        name: keyCredentialAuthenticationPolicyName,
        sendRequest(request, next) {
            request.headers.set(apiKeyHeaderName, credential.key);
            return next(request);
        },
    };
}
//# sourceMappingURL=keyCredentialAuthenticationPolicy.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/clientHelpers.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.




/**
 * Adds a credential policy to the pipeline if a credential is provided. If none is provided, no policy is added.
 */
function addCredentialPipelinePolicy(pipeline, endpoint, options = {}) {
    const { credential, clientOptions } = options;
    if (!credential) {
        return;
    }
    if ((0,core_auth_dist_esm/* isTokenCredential */.Zp)(credential)) {
        const tokenPolicy = (0,dist_esm/* bearerTokenAuthenticationPolicy */.N$)({
            credential,
            scopes: clientOptions?.credentials?.scopes ?? `${endpoint}/.default`,
        });
        pipeline.addPolicy(tokenPolicy);
    }
    else if (isKeyCredential(credential)) {
        if (!clientOptions?.credentials?.apiKeyHeaderName) {
            throw new Error(`Missing API Key Header Name`);
        }
        const keyPolicy = keyCredentialAuthenticationPolicy(credential, clientOptions?.credentials?.apiKeyHeaderName);
        pipeline.addPolicy(keyPolicy);
    }
}
/**
 * Creates a default rest pipeline to re-use accross Rest Level Clients
 */
function createDefaultPipeline(endpoint, credential, options = {}) {
    const pipeline = (0,dist_esm/* createPipelineFromOptions */.Fp)(options);
    pipeline.addPolicy(apiVersionPolicy(options));
    addCredentialPipelinePolicy(pipeline, endpoint, { credential, clientOptions: options });
    return pipeline;
}
function isKeyCredential(credential) {
    return (typeof credential === "object" &&
        credential !== null &&
        "key" in credential &&
        typeof credential.key === "string");
}
//# sourceMappingURL=clientHelpers.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/operationOptionHelpers.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

/**
 * Helper function to convert OperationOptions to RequestParameters
 * @param options - the options that are used by Modular layer to send the request
 * @returns the result of the conversion in RequestParameters of RLC layer
 */
function operationOptionsToRequestParameters(options) {
    const compatibilityOptions = options;
    const tspRequestParameters = (0,esm/* operationOptionsToRequestParameters */.Iq)(options);
    return {
        ...tspRequestParameters,
        headers: mergeHeaders(compatibilityOptions.requestOptions?.customHeaders, tspRequestParameters.headers),
        tracingOptions: options.tracingOptions,
    };
}
function mergeHeaders(...headerSets) {
    const headers = new Map();
    for (const headerSet of headerSets) {
        for (const [name, value] of Object.entries(headerSet ?? {})) {
            headers.set(name.toLowerCase(), value);
        }
    }
    return Object.fromEntries(headers);
}
//# sourceMappingURL=operationOptionHelpers.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/getClient.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.



/**
 * Function to wrap RequestParameters so that we get the legacy onResponse behavior in core-client-rest
 */
function wrapRequestParameters(parameters) {
    if (parameters.onResponse) {
        return {
            ...parameters,
            onResponse(rawResponse, error) {
                parameters.onResponse?.(rawResponse, error, error);
            },
        };
    }
    return parameters;
}
function getClient(endpoint, credentialsOrPipelineOptions, clientOptions = {}) {
    let credentials;
    if (credentialsOrPipelineOptions) {
        if (isCredential(credentialsOrPipelineOptions)) {
            credentials = credentialsOrPipelineOptions;
        }
        else {
            clientOptions = credentialsOrPipelineOptions ?? {};
        }
    }
    const pipeline = clientOptions.pipeline ?? createDefaultPipeline(endpoint, credentials, clientOptions);
    const tspClient = (0,esm/* getClient */.KU)(endpoint, {
        ...clientOptions,
        pipeline,
    });
    const client = (path, ...args) => {
        return {
            get: (requestOptions = {}) => {
                return tspClient.path(path, ...args).get(wrapRequestParameters(requestOptions));
            },
            post: (requestOptions = {}) => {
                return tspClient.path(path, ...args).post(wrapRequestParameters(requestOptions));
            },
            put: (requestOptions = {}) => {
                return tspClient.path(path, ...args).put(wrapRequestParameters(requestOptions));
            },
            patch: (requestOptions = {}) => {
                return tspClient.path(path, ...args).patch(wrapRequestParameters(requestOptions));
            },
            delete: (requestOptions = {}) => {
                return tspClient.path(path, ...args).delete(wrapRequestParameters(requestOptions));
            },
            head: (requestOptions = {}) => {
                return tspClient.path(path, ...args).head(wrapRequestParameters(requestOptions));
            },
            options: (requestOptions = {}) => {
                return tspClient.path(path, ...args).options(wrapRequestParameters(requestOptions));
            },
            trace: (requestOptions = {}) => {
                return tspClient.path(path, ...args).trace(wrapRequestParameters(requestOptions));
            },
        };
    };
    return {
        path: client,
        pathUnchecked: client,
        pipeline: tspClient.pipeline,
    };
}
function isCredential(param) {
    return (0,core_auth_dist_esm/* isKeyCredential */.NO)(param) || (0,core_auth_dist_esm/* isTokenCredential */.Zp)(param);
}
//# sourceMappingURL=getClient.js.map
;// CONCATENATED MODULE: ./node_modules/@azure-rest/core-client/dist/esm/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * Azure Rest Core Client library for JavaScript
 * @packageDocumentation
 */





//# sourceMappingURL=index.js.map

/***/ }),

/***/ 62925:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  AnonymousCredential: () => (/* reexport */ storage_common_dist_esm/* AnonymousCredential */.tv),
  QueueClient: () => (/* reexport */ QueueClient),
  StorageSharedKeyCredential: () => (/* reexport */ storage_common_dist_esm/* StorageSharedKeyCredential */.Z3)
});

// UNUSED EXPORTS: AccountSASPermissions, AccountSASResourceTypes, AccountSASServices, AnonymousCredentialPolicy, BaseRequestPolicy, Credential, CredentialPolicy, Pipeline, QueueSASPermissions, QueueServiceClient, RestError, SASProtocol, SASQueryParameters, StorageBrowserPolicyFactory, StorageOAuthScopes, StorageQueueAudience, StorageRetryPolicy, StorageRetryPolicyFactory, StorageRetryPolicyType, StorageSharedKeyCredentialPolicy, generateAccountSASQueryParameters, generateQueueSASQueryParameters, getQueueServiceAccountAudience, isPipelineLike, isRestError, logger, newPipeline

// EXTERNAL MODULE: ./node_modules/@azure/core-rest-pipeline/dist/esm/index.js + 37 modules
var esm = __webpack_require__(1818);
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/AccountSASPermissions.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * ONLY AVAILABLE IN NODE.JS RUNTIME.
 *
 * This is a helper class to construct a string representing the permissions granted by an AccountSAS. Setting a value
 * to true means that any SAS which uses these permissions will grant permissions for that operation. Once all the
 * values are set, this should be serialized with toString and set as the permissions field on an
 * {@link AccountSASSignatureValues} object. It is possible to construct the permissions string without this class, but
 * the order of the permissions is particular and this class guarantees correctness.
 */
class AccountSASPermissions {
    /**
     * Parse initializes the AccountSASPermissions fields from a string.
     *
     * @param permissions -
     */
    static parse(permissions) {
        const accountSASPermissions = new AccountSASPermissions();
        for (const c of permissions) {
            switch (c) {
                case "r":
                    accountSASPermissions.read = true;
                    break;
                case "w":
                    accountSASPermissions.write = true;
                    break;
                case "d":
                    accountSASPermissions.delete = true;
                    break;
                case "l":
                    accountSASPermissions.list = true;
                    break;
                case "a":
                    accountSASPermissions.add = true;
                    break;
                case "c":
                    accountSASPermissions.create = true;
                    break;
                case "u":
                    accountSASPermissions.update = true;
                    break;
                case "p":
                    accountSASPermissions.process = true;
                    break;
                default:
                    throw new RangeError(`Invalid permission character: ${c}`);
            }
        }
        return accountSASPermissions;
    }
    /**
     * Permission to read resources granted.
     */
    read = false;
    /**
     * Permission to write resources granted.
     */
    write = false;
    /**
     * Permission to delete queues and messages granted.
     */
    delete = false;
    /**
     * Permission to list queues granted.
     */
    list = false;
    /**
     * Permission to add messages, table entities, and append to blobs granted.
     */
    add = false;
    /**
     * Permission to create queues, blobs and files granted.
     */
    create = false;
    /**
     * Permissions to update messages and table entities granted.
     */
    update = false;
    /**
     * Permission to get and delete messages granted.
     */
    process = false;
    /**
     * Produces the SAS permissions string for an Azure Storage account.
     * Call this method to set AccountSASSignatureValues Permissions field.
     *
     * Using this method will guarantee the resource types are in
     * an order accepted by the service.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/constructing-an-account-sas
     *
     */
    toString() {
        // The order of the characters should be as specified here to ensure correctness:
        // https://learn.microsoft.com/rest/api/storageservices/constructing-an-account-sas
        // Use a string array instead of string concatenating += operator for performance
        const permissions = [];
        if (this.read) {
            permissions.push("r");
        }
        if (this.write) {
            permissions.push("w");
        }
        if (this.delete) {
            permissions.push("d");
        }
        if (this.list) {
            permissions.push("l");
        }
        if (this.add) {
            permissions.push("a");
        }
        if (this.create) {
            permissions.push("c");
        }
        if (this.update) {
            permissions.push("u");
        }
        if (this.process) {
            permissions.push("p");
        }
        return permissions.join("");
    }
}
//# sourceMappingURL=AccountSASPermissions.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/AccountSASResourceTypes.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * ONLY AVAILABLE IN NODE.JS RUNTIME.
 *
 * This is a helper class to construct a string representing the resources accessible by an AccountSAS. Setting a value
 * to true means that any SAS which uses these permissions will grant access to that resource type. Once all the
 * values are set, this should be serialized with toString and set as the resources field on an
 * {@link AccountSASSignatureValues} object. It is possible to construct the resources string without this class, but
 * the order of the resources is particular and this class guarantees correctness.
 */
class AccountSASResourceTypes {
    /**
     * Creates an {@link AccountSASResourceTypes} from the specified resource types string. This method will throw an
     * Error if it encounters a character that does not correspond to a valid resource type.
     *
     * @param resourceTypes -
     */
    static parse(resourceTypes) {
        const accountSASResourceTypes = new AccountSASResourceTypes();
        for (const c of resourceTypes) {
            switch (c) {
                case "s":
                    accountSASResourceTypes.service = true;
                    break;
                case "c":
                    accountSASResourceTypes.container = true;
                    break;
                case "o":
                    accountSASResourceTypes.object = true;
                    break;
                default:
                    throw new RangeError(`Invalid resource type: ${c}`);
            }
        }
        return accountSASResourceTypes;
    }
    /**
     * Permission to access service level APIs granted.
     */
    service = false;
    /**
     * Permission to access container level APIs (Blob Containers, Tables, Queues, File Shares) granted.
     */
    container = false;
    /**
     * Permission to access object level APIs (Blobs, Table Entities, Queue Messages, Files) granted.
     */
    object = false;
    /**
     * Converts the given resource types to a string.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/constructing-an-account-sas
     *
     */
    toString() {
        const resourceTypes = [];
        if (this.service) {
            resourceTypes.push("s");
        }
        if (this.container) {
            resourceTypes.push("c");
        }
        if (this.object) {
            resourceTypes.push("o");
        }
        return resourceTypes.join("");
    }
}
//# sourceMappingURL=AccountSASResourceTypes.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/AccountSASServices.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * ONLY AVAILABLE IN NODE.JS RUNTIME.
 *
 * This is a helper class to construct a string representing the services accessible by an AccountSAS. Setting a value
 * to true means that any SAS which uses these permissions will grant access to that service. Once all the
 * values are set, this should be serialized with toString and set as the services field on an
 * {@link AccountSASSignatureValues} object. It is possible to construct the services string without this class, but
 * the order of the services is particular and this class guarantees correctness.
 */
class AccountSASServices {
    /**
     * Creates an {@link AccountSASServices} from the specified services string. This method will throw an
     * Error if it encounters a character that does not correspond to a valid service.
     *
     * @param services -
     */
    static parse(services) {
        const accountSASServices = new AccountSASServices();
        for (const c of services) {
            switch (c) {
                case "b":
                    accountSASServices.blob = true;
                    break;
                case "f":
                    accountSASServices.file = true;
                    break;
                case "q":
                    accountSASServices.queue = true;
                    break;
                case "t":
                    accountSASServices.table = true;
                    break;
                default:
                    throw new RangeError(`Invalid service character: ${c}`);
            }
        }
        return accountSASServices;
    }
    /**
     * Permission to access blob resources granted.
     */
    blob = false;
    /**
     * Permission to access file resources granted.
     */
    file = false;
    /**
     * Permission to access queue resources granted.
     */
    queue = false;
    /**
     * Permission to access table resources granted.
     */
    table = false;
    /**
     * Converts the given services to a string.
     *
     */
    toString() {
        const services = [];
        if (this.blob) {
            services.push("b");
        }
        if (this.table) {
            services.push("t");
        }
        if (this.queue) {
            services.push("q");
        }
        if (this.file) {
            services.push("f");
        }
        return services.join("");
    }
}
//# sourceMappingURL=AccountSASServices.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/SasIPRange.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * Generate SasIPRange format string. For example:
 *
 * "8.8.8.8" or "1.1.1.1-255.255.255.255"
 *
 * @param ipRange -
 */
function ipRangeToString(ipRange) {
    return ipRange.end ? `${ipRange.start}-${ipRange.end}` : ipRange.start;
}
//# sourceMappingURL=SasIPRange.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/utils/constants.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
const SDK_VERSION = "12.32.0";
const SERVICE_VERSION = "2026-06-06";
/**
 * The OAuth scope to use with Azure Storage.
 */
const StorageOAuthScopes = "https://storage.azure.com/.default";
const constants_URLConstants = {
    Parameters: {
        FORCE_BROWSER_NO_CACHE: "_",
        SIGNATURE: "sig",
        TIMEOUT: "timeout",
    },
};
const HttpUrlConnection = {
    HTTP_CONFLICT: 409,
    HTTP_NOT_FOUND: 404,
    HTTP_PRECON_FAILED: 412,
    HTTP_RANGE_NOT_SATISFIABLE: 416,
};
const constants_HeaderConstants = {
    AUTHORIZATION: "authorization",
    AUTHORIZATION_SCHEME: "Bearer",
    CONTENT_ENCODING: "content-encoding",
    CONTENT_LANGUAGE: "content-language",
    CONTENT_LENGTH: "content-length",
    CONTENT_MD5: "content-md5",
    CONTENT_TYPE: "content-type",
    COOKIE: "Cookie",
    DATE: "date",
    IF_MATCH: "if-match",
    IF_MODIFIED_SINCE: "if-modified-since",
    IF_NONE_MATCH: "if-none-match",
    IF_UNMODIFIED_SINCE: "if-unmodified-since",
    PREFIX_FOR_STORAGE: "x-ms-",
    RANGE: "Range",
    USER_AGENT: "User-Agent",
    X_MS_CLIENT_REQUEST_ID: "x-ms-client-request-id",
    X_MS_COPY_SOURCE: "x-ms-copy-source",
    X_MS_DATE: "x-ms-date",
};
const ETagNone = "";
const ETagAny = "*";
const DevelopmentConnectionString = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;
  AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;
  QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1;`;
const StorageQueueLoggingAllowedHeaderNames = [
    "Access-Control-Allow-Origin",
    "Cache-Control",
    "Content-Length",
    "Content-Type",
    "Date",
    "Request-Id",
    "traceparent",
    "Transfer-Encoding",
    "User-Agent",
    "x-ms-client-request-id",
    "x-ms-date",
    "x-ms-error-code",
    "x-ms-request-id",
    "x-ms-return-client-request-id",
    "x-ms-version",
    "x-ms-approximate-messages-count",
    "x-ms-popreceipt",
    "x-ms-time-next-visible",
];
const StorageQueueLoggingAllowedQueryParameters = [
    "comp",
    "maxresults",
    "rscc",
    "rscd",
    "rsce",
    "rscl",
    "rsct",
    "se",
    "si",
    "sip",
    "sp",
    "spr",
    "sr",
    "srt",
    "ss",
    "st",
    "sv",
    "include",
    "marker",
    "prefix",
    "messagettl",
    "numofmessages",
    "peekonly",
    "popreceipt",
    "visibilitytimeout",
];
/// List of ports used for path style addressing.
/// Path style addressing means that storage account is put in URI's Path segment in instead of in host.
const PathStylePorts = [
    "10000",
    "10001",
    "10002",
    "10003",
    "10004",
    "10100",
    "10101",
    "10102",
    "10103",
    "10104",
    "11000",
    "11001",
    "11002",
    "11003",
    "11004",
    "11100",
    "11101",
    "11102",
    "11103",
    "11104",
];
//# sourceMappingURL=constants.js.map
// EXTERNAL MODULE: ./node_modules/@azure/core-http-compat/dist/esm/index.js + 6 modules
var dist_esm = __webpack_require__(51097);
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/utils/utils.common.js



/**
 * Append a string to URL path. Will remove duplicated "/" in front of the string
 * when URL path ends with a "/".
 *
 * @param url - Source URL string
 * @param name - String to be appended to URL
 * @returns An updated URL string
 */
function appendToURLPath(url, name) {
    const urlParsed = new URL(url);
    let path = urlParsed.pathname;
    path = path ? (path.endsWith("/") ? `${path}${name}` : `${path}/${name}`) : name;
    urlParsed.pathname = path;
    return urlParsed.toString();
}
/**
 * Set URL parameter name and value. If name exists in URL parameters, old value
 * will be replaced by name key. If not provide value, the parameter will be deleted.
 *
 * @param url - Source URL string
 * @param name - Parameter name
 * @param value - Parameter value
 * @returns An updated URL string
 */
function setURLParameter(url, name, value) {
    const urlParsed = new URL(url);
    const encodedName = encodeURIComponent(name);
    const encodedValue = value ? encodeURIComponent(value) : undefined;
    // mutating searchParams will change the encoding, so we have to do this ourselves
    const searchString = urlParsed.search === "" ? "?" : urlParsed.search;
    const searchPieces = [];
    for (const pair of searchString.slice(1).split("&")) {
        if (pair) {
            const [key] = pair.split("=", 2);
            if (key !== encodedName) {
                searchPieces.push(pair);
            }
        }
    }
    if (encodedValue) {
        searchPieces.push(`${encodedName}=${encodedValue}`);
    }
    urlParsed.search = searchPieces.length ? `?${searchPieces.join("&")}` : "";
    return urlParsed.toString();
}
/**
 * Get URL parameter by name.
 *
 * @param url - URL string
 * @param name - Parameter name
 * @returns Parameter value(s) for the given parameter name.
 */
function getURLParameter(url, name) {
    const urlParsed = new URL(url);
    return urlParsed.searchParams.get(name) ?? undefined;
}
/**
 * Set URL host.
 *
 * @param url - Source URL string
 * @param host - New host string
 * @returns An updated URL string
 */
function setURLHost(url, host) {
    const urlParsed = new URL(url);
    urlParsed.hostname = host;
    return urlParsed.toString();
}
/**
 * Gets URL path from an URL string.
 *
 * @param url - Source URL string
 * @returns The path part of the given URL string.
 */
function getURLPath(url) {
    try {
        const urlParsed = new URL(url);
        return urlParsed.pathname;
    }
    catch (e) {
        return undefined;
    }
}
/**
 * Gets URL query key value pairs from an URL string.
 *
 * @param url -
 * @returns query key value string pairs from the given URL string.
 */
function getURLQueries(url) {
    let queryString = new URL(url).search;
    if (!queryString) {
        return {};
    }
    queryString = queryString.trim();
    queryString = queryString.startsWith("?") ? queryString.substring(1) : queryString;
    let querySubStrings = queryString.split("&");
    querySubStrings = querySubStrings.filter((value) => {
        const indexOfEqual = value.indexOf("=");
        const lastIndexOfEqual = value.lastIndexOf("=");
        return (indexOfEqual > 0 && indexOfEqual === lastIndexOfEqual && lastIndexOfEqual < value.length - 1);
    });
    const queries = {};
    for (const querySubString of querySubStrings) {
        const splitResults = querySubString.split("=");
        const key = splitResults[0];
        const value = splitResults[1];
        queries[key] = value;
    }
    return queries;
}
function getProxyUriFromDevConnString(connectionString) {
    // Development Connection String
    // https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string#connect-to-the-emulator-account-using-the-well-known-account-name-and-key
    let proxyUri = "";
    if (connectionString.search("DevelopmentStorageProxyUri=") !== -1) {
        // CONNECTION_STRING=UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://myProxyUri
        const matchCredentials = connectionString.split(";");
        for (const element of matchCredentials) {
            if (element.trim().startsWith("DevelopmentStorageProxyUri=")) {
                proxyUri = element.trim().match("DevelopmentStorageProxyUri=(.*)")[1];
            }
        }
    }
    return proxyUri;
}
/**
 *
 * @param connectionString - Account connection string.
 * @param argument - property to get value from the connection string.
 * @returns Value of the property specified in argument.
 */
function getValueInConnString(connectionString, argument) {
    const elements = connectionString.split(";");
    for (const element of elements) {
        if (element.trim().startsWith(argument)) {
            return element.trim().match(argument + "=(.*)")[1];
        }
    }
    return "";
}
/**
 * Extracts the parts of an Azure Storage account connection string.
 *
 * @param connectionString - Connection string.
 * @returns String key value pairs of the storage account's url and credentials.
 */
function extractConnectionStringParts(connectionString) {
    let proxyUri = "";
    if (connectionString.startsWith("UseDevelopmentStorage=true")) {
        // Development connection string
        proxyUri = getProxyUriFromDevConnString(connectionString);
        connectionString = DevelopmentConnectionString;
    }
    // Matching QueueEndpoint in the Account connection string
    let queueEndpoint = getValueInConnString(connectionString, "QueueEndpoint");
    // Slicing off '/' at the end if exists
    // (The methods that use `extractConnectionStringParts` expect the url to not have `/` at the end)
    queueEndpoint = queueEndpoint.endsWith("/") ? queueEndpoint.slice(0, -1) : queueEndpoint;
    if (connectionString.search("DefaultEndpointsProtocol=") !== -1 &&
        connectionString.search("AccountKey=") !== -1) {
        // Account connection string
        let defaultEndpointsProtocol = "";
        let accountName = "";
        let accountKey = Buffer.from("accountKey", "base64");
        let endpointSuffix = "";
        // Get account name and key
        accountName = getValueInConnString(connectionString, "AccountName");
        accountKey = Buffer.from(getValueInConnString(connectionString, "AccountKey"), "base64");
        if (!queueEndpoint) {
            // QueueEndpoint is not present in the Account connection string
            // Can be obtained from `${defaultEndpointsProtocol}://${accountName}.queue.${endpointSuffix}`
            defaultEndpointsProtocol = getValueInConnString(connectionString, "DefaultEndpointsProtocol");
            const protocol = defaultEndpointsProtocol.toLowerCase();
            if (protocol !== "https" && protocol !== "http") {
                throw new Error("Invalid DefaultEndpointsProtocol in the provided Connection String. Expecting 'https' or 'http'");
            }
            endpointSuffix = getValueInConnString(connectionString, "EndpointSuffix");
            if (!endpointSuffix) {
                throw new Error("Invalid EndpointSuffix in the provided Connection String");
            }
            queueEndpoint = `${defaultEndpointsProtocol}://${accountName}.queue.${endpointSuffix}`;
        }
        if (!accountName) {
            throw new Error("Invalid AccountName in the provided Connection String");
        }
        else if (accountKey.length === 0) {
            throw new Error("Invalid AccountKey in the provided Connection String");
        }
        return {
            kind: "AccountConnString",
            url: queueEndpoint,
            accountName,
            accountKey,
            proxyUri,
        };
    }
    else {
        // SAS connection string
        const accountSas = getValueInConnString(connectionString, "SharedAccessSignature");
        let accountName = getValueInConnString(connectionString, "AccountName");
        // if accountName is empty, try to read it from BlobEndpoint
        if (!accountName) {
            accountName = getAccountNameFromUrl(queueEndpoint);
        }
        if (!queueEndpoint) {
            throw new Error("Invalid QueueEndpoint in the provided SAS Connection String");
        }
        else if (!accountSas) {
            throw new Error("Invalid SharedAccessSignature in the provided SAS Connection String");
        }
        return { kind: "SASConnString", url: queueEndpoint, accountName, accountSas };
    }
}
/**
 * Rounds a date off to seconds.
 *
 * @param date -
 * @param withMilliseconds - If true, YYYY-MM-DDThh:mm:ss.fffffffZ will be returned;
 *                                          If false, YYYY-MM-DDThh:mm:ssZ will be returned.
 * @returns Date string in ISO8061 format, with or without 7 milliseconds component
 */
function truncatedISO8061Date(date, withMilliseconds = true) {
    // Date.toISOString() will return like "2018-10-29T06:34:36.139Z"
    const dateString = date.toISOString();
    return withMilliseconds
        ? dateString.substring(0, dateString.length - 1) + "0000" + "Z"
        : dateString.substring(0, dateString.length - 5) + "Z";
}
/**
 * Delay specified time interval.
 *
 * @param timeInMs -
 * @param aborter -
 * @param abortError -
 */
async function delay(timeInMs, aborter, abortError) {
    return new Promise((resolve, reject) => {
        /* eslint-disable-next-line prefer-const*/
        let timeout;
        const abortHandler = () => {
            if (timeout !== undefined) {
                clearTimeout(timeout);
            }
            reject(abortError);
        };
        const resolveHandler = () => {
            if (aborter !== undefined) {
                aborter.removeEventListener("abort", abortHandler);
            }
            resolve();
        };
        timeout = setTimeout(resolveHandler, timeInMs);
        if (aborter !== undefined) {
            aborter.addEventListener("abort", abortHandler);
        }
    });
}
/**
 * Sanitizes a url by removing the Signature parameter
 * @param url - to sanitize
 * @returns sanitized string
 */
function sanitizeURL(url) {
    let safeURL = url;
    if (getURLParameter(safeURL, URLConstants.Parameters.SIGNATURE)) {
        safeURL = setURLParameter(safeURL, URLConstants.Parameters.SIGNATURE, "*****");
    }
    return safeURL;
}
/**
 * Sanitize headers by removing sensitive values such as AUTHORIZATION and X_MS_COPY_SOURCE
 * @param originalHeader - original headers
 * @returns sanitized headers
 */
function sanitizeHeaders(originalHeader) {
    const headers = createHttpHeaders();
    for (const [name, value] of originalHeader) {
        if (name.toLowerCase() === HeaderConstants.AUTHORIZATION) {
            headers.set(name, "*****");
        }
        else if (name.toLowerCase() === HeaderConstants.X_MS_COPY_SOURCE) {
            headers.set(name, sanitizeURL(value));
        }
        else {
            headers.set(name, value);
        }
    }
    return headers;
}
const accountNameSuffixes = [
    "-secondary-ipv6",
    "-secondary-dualstack",
    "-ipv6",
    "-dualstack",
    "-secondary",
];
/**
 * Extracts account name from the url
 * @param url - url to extract the account name from
 * @returns with the account name
 */
function getAccountNameFromUrl(url) {
    const parsedUrl = new URL(url);
    let accountName;
    try {
        if (parsedUrl.hostname.split(".")[1] === "queue") {
            // `${defaultEndpointsProtocol}://${accountName}.queue.${endpointSuffix}`;
            // `${defaultEndpointsProtocol}://${accountName}-suffix.queue.${endpointSuffix}`;
            accountName = parsedUrl.hostname.split(".")[0];
            for (let i = 0; i < accountNameSuffixes.length; ++i) {
                const suffix = accountNameSuffixes[i];
                if (accountName.endsWith(suffix)) {
                    accountName = accountName.substring(0, accountName.length - suffix.length);
                }
            }
        }
        else if (isIpEndpointStyle(parsedUrl)) {
            // IPv4/IPv6 address hosts... Example - http://192.0.0.10:10001/devstoreaccount1/
            // Single word domain without a [dot] in the endpoint... Example - http://localhost:10001/devstoreaccount1/
            // .getPath() -> /devstoreaccount1/
            accountName = parsedUrl.pathname.split("/")[1];
        }
        else {
            // Custom domain case: "https://customdomain.com/containername/blob".
            accountName = "";
        }
        return accountName;
    }
    catch (error) {
        throw new Error("Unable to extract accountName with provided information.");
    }
}
function isIpEndpointStyle(parsedUrl) {
    const host = parsedUrl.host;
    // Case 1: Ipv6, use a broad regex to find out candidates whose host contains two ':'.
    // Case 2: localhost(:port) or host.docker.internal, use broad regex to match port part.
    // Case 3: Ipv4, use broad regex which just check if host contains Ipv4.
    // For valid host please refer to https://man7.org/linux/man-pages/man7/hostname.7.html.
    return (/^.*:.*:.*$|^(localhost|host.docker.internal)(:[0-9]+)?$|^(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])(\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])){3}(:[0-9]+)?$/.test(host) ||
        (Boolean(parsedUrl.port) && PathStylePorts.includes(parsedUrl.port)));
}
/**
 * Append a string to URL query.
 *
 * @param url - Source URL string.
 * @param queryParts - String to be appended to the URL query.
 * @returns An updated URL string.
 */
function appendToURLQuery(url, queryParts) {
    const urlParsed = new URL(url);
    let query = urlParsed.search;
    if (query) {
        query += "&" + queryParts;
    }
    else {
        query = queryParts;
    }
    urlParsed.search = query;
    return urlParsed.toString();
}
/**
 * A typesafe helper for ensuring that a given response object has
 * the original _response attached.
 * @param response - A response object from calling a client operation
 * @returns The same object, but with known _response property
 */
function assertResponse(response) {
    if (`_response` in response) {
        return response;
    }
    throw new TypeError(`Unexpected response object ${response}`);
}
/**
 * Converts a response with StorageCompatResponseInfo shape to the legacy
 * _response shape (with status, headers, parsedHeaders, parsedBody).
 */
function adjustResponse(result) {
    const compatResponse = (0,dist_esm/* toCompatResponse */.vD)(result._response.rawResponse);
    compatResponse.parsedHeaders = { ...result._response.parsedHeaders };
    if (result._response.parsedBody !== undefined) {
        const { _response, ...rest } = result._response.parsedBody;
        compatResponse.parsedBody = rest;
    }
    compatResponse.bodyAsText = result._response.rawResponse.bodyAsText;
    Object.defineProperty(result, "_response", {
        value: compatResponse,
        enumerable: false,
    });
    return result;
}
//# sourceMappingURL=utils.common.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/SASQueryParameters.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.


/**
 * Protocols for generated SAS.
 */
var SASProtocol;
(function (SASProtocol) {
    /**
     * Protocol that allows HTTPS only
     */
    SASProtocol["Https"] = "https";
    /**
     * Protocol that allows both HTTPS and HTTP
     */
    SASProtocol["HttpsAndHttp"] = "https,http";
})(SASProtocol || (SASProtocol = {}));
/**
 * Represents the components that make up an Azure Storage SAS' query parameters. This type is not constructed directly
 * by the user; it is only generated by the {@link AccountSASSignatureValues} and {@link QueueSASSignatureValues}
 * types. Once generated, it can be encoded into a {@link String} and appended to a URL directly (though caution should
 * be taken here in case there are existing query parameters, which might affect the appropriate means of appending
 * these query parameters).
 *
 * NOTE: Instances of this class are immutable.
 */
class SASQueryParameters {
    /**
     * The storage API version.
     */
    version;
    /**
     * Optional. The allowed HTTP protocol(s).
     */
    protocol;
    /**
     * Optional. The start time for this SAS token.
     */
    startsOn;
    /**
     * Optional only when identifier is provided. The expiry time for this SAS token.
     */
    expiresOn;
    /**
     * Optional only when identifier is provided.
     * Please refer to {@link AccountSASPermissions}, {@link QueueSASPermissions} for more details.
     */
    permissions;
    /**
     * Optional. The storage services being accessed (only for Account SAS). Please refer to {@link AccountSASServices}
     * for more details.
     */
    services;
    /**
     * Optional. The storage resource types being accessed (only for Account SAS). Please refer to
     * {@link AccountSASResourceTypes} for more details.
     */
    resourceTypes;
    /**
     * Optional. The signed identifier (only for {@link QueueSASSignatureValues}).
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/establishing-a-stored-access-policy
     */
    identifier;
    /**
     * Optional. The storage queue (only for {@link QueueSASSignatureValues}).
     */
    resource;
    /**
     * The signature for the SAS token.
     */
    signature;
    /**
     * Inner value of getter ipRange.
     */
    ipRangeInner;
    /**
     * The Azure Active Directory object ID in GUID format.
     * Property of user delegation key.
     */
    signedOid;
    /**
     * The Azure Active Directory tenant ID in GUID format.
     * Property of user delegation key.
     */
    signedTenantId;
    /**
     * The date-time the key is active.
     * Property of user delegation key.
     */
    signedStartsOn;
    /**
     * The date-time the key expires.
     * Property of user delegation key.
     */
    signedExpiresOn;
    /**
     * Abbreviation of the Azure Storage service that accepts the user delegation key.
     * Property of user delegation key.
     */
    signedService;
    /**
     * The service version that created the user delegation key.
     * Property of user delegation key.
     */
    signedVersion;
    /**
     * The delegated user tenant id in Azure AD.
     * Property of user delegation key.
     */
    signedDelegatedUserTid;
    /**
     * Optional. Beginning in version 2025-07-05, this value specifies the Entra ID of the user who is authorized to
     * use the resulting SAS URL.  The resulting SAS URL must be used in conjunction with an Entra ID token that has been
     * issued to the user specified in this value.
     */
    delegatedUserObjectId;
    /**
     * Optional. IP range allowed for this SAS.
     *
     * @readonly
     */
    get ipRange() {
        if (this.ipRangeInner) {
            return {
                end: this.ipRangeInner.end,
                start: this.ipRangeInner.start,
            };
        }
        return undefined;
    }
    /**
     * Creates an instance of SASQueryParameters.
     *
     * @param version - Representing the storage version
     * @param signature - Representing the signature for the SAS token
     * @param permissions - Representing the storage permissions
     * @param services - Representing the storage services being accessed (only for Account SAS)
     * @param resourceTypes - Representing the storage resource types being accessed (only for Account SAS)
     * @param protocol - Representing the allowed HTTP protocol(s)
     * @param startsOn - Representing the start time for this SAS token
     * @param expiresOn - Representing the expiry time for this SAS token
     * @param ipRange - Representing the range of valid IP addresses for this SAS token
     * @param identifier - Representing the signed identifier (only for Service SAS)
     * @param resource - Representing the storage queue (only for Service SAS)
     */
    constructor(version, signature, permissions, services, resourceTypes, protocol, startsOn, expiresOn, ipRange, identifier, resource, userDelegationKey, delegatedUserObjectId) {
        this.version = version;
        this.services = services;
        this.resourceTypes = resourceTypes;
        this.expiresOn = expiresOn;
        this.permissions = permissions;
        this.protocol = protocol;
        this.startsOn = startsOn;
        this.ipRangeInner = ipRange;
        this.identifier = identifier;
        this.resource = resource;
        this.signature = signature;
        if (userDelegationKey) {
            this.signedOid = userDelegationKey.signedObjectId;
            this.signedTenantId = userDelegationKey.signedTenantId;
            this.signedStartsOn = userDelegationKey.signedStartsOn;
            this.signedExpiresOn = userDelegationKey.signedExpiresOn;
            this.signedService = userDelegationKey.signedService;
            this.signedVersion = userDelegationKey.signedVersion;
            this.delegatedUserObjectId = delegatedUserObjectId;
            this.signedDelegatedUserTid = userDelegationKey.signedDelegatedUserTenantId;
        }
    }
    /**
     * Encodes all SAS query parameters into a string that can be appended to a URL.
     *
     */
    toString() {
        const params = [
            "sv",
            "ss",
            "srt",
            "spr",
            "st",
            "se",
            "sip",
            "si",
            "sr",
            "sp",
            "sig",
            "skoid", // Signed object ID
            "sktid", // Signed tenant ID
            "skt", // Signed key start time
            "ske", // Signed key expiry time
            "sks", // Signed key service
            "skv", // Signed key version
            "sduoid", // Signed key user delegation object ID
            "skdutid", // Signed key user delegation tenant ID
        ];
        const queries = [];
        for (const param of params) {
            switch (param) {
                case "sv":
                    this.tryAppendQueryParameter(queries, param, this.version);
                    break;
                case "ss":
                    this.tryAppendQueryParameter(queries, param, this.services);
                    break;
                case "srt":
                    this.tryAppendQueryParameter(queries, param, this.resourceTypes);
                    break;
                case "spr":
                    this.tryAppendQueryParameter(queries, param, this.protocol);
                    break;
                case "st":
                    this.tryAppendQueryParameter(queries, param, this.startsOn ? truncatedISO8061Date(this.startsOn, false) : undefined);
                    break;
                case "se":
                    this.tryAppendQueryParameter(queries, param, this.expiresOn ? truncatedISO8061Date(this.expiresOn, false) : undefined);
                    break;
                case "sip":
                    this.tryAppendQueryParameter(queries, param, this.ipRange ? ipRangeToString(this.ipRange) : undefined);
                    break;
                case "si":
                    this.tryAppendQueryParameter(queries, param, this.identifier);
                    break;
                case "sr":
                    this.tryAppendQueryParameter(queries, param, this.resource);
                    break;
                case "sp":
                    this.tryAppendQueryParameter(queries, param, this.permissions);
                    break;
                case "sig":
                    this.tryAppendQueryParameter(queries, param, this.signature);
                    break;
                case "skoid":
                    this.tryAppendQueryParameter(queries, param, this.signedOid);
                    break;
                case "sktid": // Signed tenant ID
                    this.tryAppendQueryParameter(queries, param, this.signedTenantId);
                    break;
                case "skt": // Signed key start time
                    this.tryAppendQueryParameter(queries, param, this.signedStartsOn ? truncatedISO8061Date(this.signedStartsOn, false) : undefined);
                    break;
                case "ske": // Signed key expiry time
                    this.tryAppendQueryParameter(queries, param, this.signedExpiresOn ? truncatedISO8061Date(this.signedExpiresOn, false) : undefined);
                    break;
                case "sks": // Signed key service
                    this.tryAppendQueryParameter(queries, param, this.signedService);
                    break;
                case "skv": // Signed key version
                    this.tryAppendQueryParameter(queries, param, this.signedVersion);
                    break;
                case "sduoid": // Signed key user delegation object ID
                    this.tryAppendQueryParameter(queries, param, this.delegatedUserObjectId);
                    break;
                case "skdutid": // Signed key user delegation object ID
                    this.tryAppendQueryParameter(queries, param, this.signedDelegatedUserTid);
                    break;
            }
        }
        return queries.join("&");
    }
    /**
     * A private helper method used to filter and append query key/value pairs into an array.
     *
     * @param queries -
     * @param key -
     * @param value -
     */
    tryAppendQueryParameter(queries, key, value) {
        if (!value) {
            return;
        }
        key = encodeURIComponent(key);
        value = encodeURIComponent(value);
        if (key.length > 0 && value.length > 0) {
            queries.push(`${key}=${value}`);
        }
    }
}
//# sourceMappingURL=SASQueryParameters.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/AccountSASSignatureValues.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.







/**
 * ONLY AVAILABLE IN NODE.JS RUNTIME.
 *
 * Generates a {@link SASQueryParameters} object which contains all SAS query parameters needed to make an actual
 * REST request.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/constructing-an-account-sas
 *
 * @param accountSASSignatureValues - SAS Signature values of the account
 * @param sharedKeyCredential - Shared key credential.
 */
function generateAccountSASQueryParameters(accountSASSignatureValues, sharedKeyCredential) {
    return generateAccountSASQueryParametersInternal(accountSASSignatureValues, sharedKeyCredential)
        .sasQueryParameters;
}
function generateAccountSASQueryParametersInternal(accountSASSignatureValues, sharedKeyCredential) {
    const version = accountSASSignatureValues.version
        ? accountSASSignatureValues.version
        : SERVICE_VERSION;
    const parsedPermissions = AccountSASPermissions.parse(accountSASSignatureValues.permissions.toString()).toString();
    const parsedServices = AccountSASServices.parse(accountSASSignatureValues.services).toString();
    const parsedResourceTypes = AccountSASResourceTypes.parse(accountSASSignatureValues.resourceTypes).toString();
    let stringToSign;
    if (version >= "2020-12-06") {
        stringToSign = [
            sharedKeyCredential.accountName,
            parsedPermissions,
            parsedServices,
            parsedResourceTypes,
            accountSASSignatureValues.startsOn
                ? truncatedISO8061Date(accountSASSignatureValues.startsOn, false)
                : "",
            truncatedISO8061Date(accountSASSignatureValues.expiresOn, false),
            accountSASSignatureValues.ipRange ? ipRangeToString(accountSASSignatureValues.ipRange) : "",
            accountSASSignatureValues.protocol ? accountSASSignatureValues.protocol : "",
            version,
            "", // Reserved for encryption scope
            "", // Account SAS requires an additional newline character
        ].join("\n");
    }
    else {
        stringToSign = [
            sharedKeyCredential.accountName,
            parsedPermissions,
            parsedServices,
            parsedResourceTypes,
            accountSASSignatureValues.startsOn
                ? truncatedISO8061Date(accountSASSignatureValues.startsOn, false)
                : "",
            truncatedISO8061Date(accountSASSignatureValues.expiresOn, false),
            accountSASSignatureValues.ipRange ? ipRangeToString(accountSASSignatureValues.ipRange) : "",
            accountSASSignatureValues.protocol ? accountSASSignatureValues.protocol : "",
            version,
            "", // Account SAS requires an additional newline character
        ].join("\n");
    }
    const signature = sharedKeyCredential.computeHMACSHA256(stringToSign);
    return {
        sasQueryParameters: new SASQueryParameters(version, signature, parsedPermissions, parsedServices, parsedResourceTypes, accountSASSignatureValues.protocol, accountSASSignatureValues.startsOn, accountSASSignatureValues.expiresOn, accountSASSignatureValues.ipRange),
        stringToSign: stringToSign,
    };
}
//# sourceMappingURL=AccountSASSignatureValues.js.map
// EXTERNAL MODULE: ./node_modules/@azure/storage-common/dist/esm/index.js + 35 modules
var storage_common_dist_esm = __webpack_require__(80862);
// EXTERNAL MODULE: ./node_modules/@azure/core-client/dist/esm/index.js + 16 modules
var core_client_dist_esm = __webpack_require__(95738);
// EXTERNAL MODULE: ./node_modules/@azure/core-auth/dist/esm/index.js + 4 modules
var core_auth_dist_esm = __webpack_require__(98365);
// EXTERNAL MODULE: ./node_modules/@azure/logger/dist/esm/index.js + 1 modules
var logger_dist_esm = __webpack_require__(7567);
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/log.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

/**
 * The `@azure/logger` configuration for this package.
 */
const logger = (0,logger_dist_esm/* createClientLogger */.KV)("storage-queue");
//# sourceMappingURL=log.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/Pipeline.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.







// Export following interfaces and types for customers who want to implement their
// own RequestPolicy or HTTPClient

/**
 * A helper to decide if a given argument satisfies the Pipeline contract
 * @param pipeline - An argument that may be a Pipeline
 * @returns true when the argument satisfies the Pipeline contract
 */
function isPipelineLike(pipeline) {
    if (!pipeline || typeof pipeline !== "object") {
        return false;
    }
    const castPipeline = pipeline;
    return (Array.isArray(castPipeline.factories) &&
        typeof castPipeline.options === "object" &&
        typeof castPipeline.toServiceClientOptions === "function");
}
/**
 * A Pipeline class containing HTTP request policies.
 * You can create a default Pipeline by calling {@link newPipeline}.
 * Or you can create a Pipeline with your own policies by the constructor of Pipeline.
 *
 * Refer to {@link newPipeline} and provided policies before implementing your
 * customized Pipeline.
 */
class Pipeline {
    /**
     * A list of chained request policy factories.
     */
    factories;
    /**
     * Configures pipeline logger and HTTP client.
     */
    options;
    /**
     * Creates an instance of Pipeline. Customize HTTPClient by implementing IHttpClient interface.
     *
     * @param factories -
     * @param options -
     */
    constructor(factories, options = {}) {
        this.factories = factories;
        this.options = options;
    }
    /**
     * Transfer Pipeline object to ServiceClientOptions object which is required by
     * ServiceClient constructor.
     *
     * @returns The ServiceClientOptions object from this Pipeline.
     */
    toServiceClientOptions() {
        return {
            httpClient: this.options.httpClient,
            requestPolicyFactories: this.factories,
        };
    }
}
/**
 * Creates a new Pipeline object with Credential provided.
 *
 * @param credential -  Such as AnonymousCredential, StorageSharedKeyCredential or any credential from the `@azure/identity` package to authenticate requests to the service. You can also provide an object that implements the TokenCredential interface. If not specified, AnonymousCredential is used.
 * @param pipelineOptions - Optional. Options.
 * @returns A new Pipeline object.
 */
function newPipeline(credential, pipelineOptions = {}) {
    if (!credential) {
        credential = new storage_common_dist_esm/* AnonymousCredential */.tv();
    }
    const pipeline = new Pipeline([], pipelineOptions);
    pipeline._credential = credential;
    return pipeline;
}
function processDownlevelPipeline(pipeline) {
    const knownFactoryFunctions = [
        isAnonymousCredential,
        isStorageSharedKeyCredential,
        isCoreHttpBearerTokenFactory,
        isStorageBrowserPolicyFactory,
        isStorageRetryPolicyFactory,
        isStorageTelemetryPolicyFactory,
        isCoreHttpPolicyFactory,
    ];
    if (pipeline.factories.length) {
        const novelFactories = pipeline.factories.filter((factory) => {
            return !knownFactoryFunctions.some((knownFactory) => knownFactory(factory));
        });
        if (novelFactories.length) {
            const hasInjector = novelFactories.some((factory) => isInjectorPolicyFactory(factory));
            // if there are any left over, wrap in a requestPolicyFactoryPolicy
            return {
                wrappedPolicies: (0,dist_esm/* createRequestPolicyFactoryPolicy */.g1)(novelFactories),
                afterRetry: hasInjector,
            };
        }
    }
    return undefined;
}
function getCoreClientOptions(pipeline) {
    const { httpClient: v1Client, ...restOptions } = pipeline.options;
    let httpClient = pipeline._coreHttpClient;
    if (!httpClient) {
        httpClient = v1Client ? (0,dist_esm/* convertHttpClient */.H_)(v1Client) : (0,storage_common_dist_esm/* getCachedDefaultHttpClient */.dE)();
        pipeline._coreHttpClient = httpClient;
    }
    let corePipeline = pipeline._corePipeline;
    if (!corePipeline) {
        const packageDetails = `azsdk-js-storage-queue/${SDK_VERSION}`;
        const userAgentPrefix = restOptions.userAgentOptions && restOptions.userAgentOptions.userAgentPrefix
            ? `${restOptions.userAgentOptions.userAgentPrefix} ${packageDetails}`
            : `${packageDetails}`;
        corePipeline = (0,core_client_dist_esm/* createClientPipeline */.uc)({
            ...restOptions,
            loggingOptions: {
                additionalAllowedHeaderNames: StorageQueueLoggingAllowedHeaderNames,
                additionalAllowedQueryParameters: StorageQueueLoggingAllowedQueryParameters,
                logger: logger.info,
            },
            userAgentOptions: {
                userAgentPrefix,
            },
        });
        corePipeline.removePolicy({ phase: "Retry" });
        corePipeline.removePolicy({ name: esm/* decompressResponsePolicyName */.e4 });
        corePipeline.removePolicy({ name: "deserializationPolicy" });
        corePipeline.removePolicy({ name: "serializationPolicy" });
        corePipeline.addPolicy((0,storage_common_dist_esm/* storageCorrectContentLengthPolicy */.Zj)());
        corePipeline.addPolicy((0,storage_common_dist_esm/* storageRetryPolicy */.Cj)(restOptions.retryOptions), { phase: "Retry" });
        corePipeline.addPolicy((0,storage_common_dist_esm/* storageRequestFailureDetailsParserPolicy */.mf)());
        corePipeline.addPolicy((0,storage_common_dist_esm/* storageBrowserPolicy */.kx)());
        const downlevelResults = processDownlevelPipeline(pipeline);
        if (downlevelResults) {
            corePipeline.addPolicy(downlevelResults.wrappedPolicies, downlevelResults.afterRetry ? { afterPhase: "Retry" } : undefined);
        }
        const credential = getCredentialFromPipeline(pipeline);
        if ((0,core_auth_dist_esm/* isTokenCredential */.Zp)(credential)) {
            corePipeline.addPolicy((0,esm/* bearerTokenAuthenticationPolicy */.N$)({
                credential,
                scopes: restOptions.audience ?? StorageOAuthScopes,
                challengeCallbacks: { authorizeRequestOnChallenge: core_client_dist_esm/* authorizeRequestOnTenantChallenge */.rH },
            }), { phase: "Sign" });
        }
        else if (credential instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3) {
            corePipeline.addPolicy((0,storage_common_dist_esm/* storageSharedKeyCredentialPolicy */.Re)({
                accountName: credential.accountName,
                accountKey: credential.accountKey,
            }), { phase: "Sign" });
        }
        pipeline._corePipeline = corePipeline;
    }
    return {
        ...restOptions,
        allowInsecureConnection: true,
        httpClient,
        pipeline: corePipeline,
    };
}
function getCredentialFromPipeline(pipeline) {
    // see if we squirreled one away on the type itself
    if (pipeline._credential) {
        return pipeline._credential;
    }
    // if it came from another package, loop over the factories and look for one like before
    let credential = new storage_common_dist_esm/* AnonymousCredential */.tv();
    for (const factory of pipeline.factories) {
        if ((0,core_auth_dist_esm/* isTokenCredential */.Zp)(factory.credential)) {
            // Only works if the factory has been attached a "credential" property.
            // We do that in newPipeline() when using TokenCredential.
            credential = factory.credential;
        }
        else if (isStorageSharedKeyCredential(factory)) {
            return factory;
        }
    }
    return credential;
}
function isStorageSharedKeyCredential(factory) {
    if (factory instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3) {
        return true;
    }
    return factory.constructor.name === "StorageSharedKeyCredential";
}
function isAnonymousCredential(factory) {
    if (factory instanceof storage_common_dist_esm/* AnonymousCredential */.tv) {
        return true;
    }
    return factory.constructor.name === "AnonymousCredential";
}
function isCoreHttpBearerTokenFactory(factory) {
    return (0,core_auth_dist_esm/* isTokenCredential */.Zp)(factory.credential);
}
function isStorageBrowserPolicyFactory(factory) {
    if (factory instanceof storage_common_dist_esm/* StorageBrowserPolicyFactory */.g8) {
        return true;
    }
    return factory.constructor.name === "StorageBrowserPolicyFactory";
}
function isStorageRetryPolicyFactory(factory) {
    if (factory instanceof storage_common_dist_esm/* StorageRetryPolicyFactory */.WC) {
        return true;
    }
    return factory.constructor.name === "StorageRetryPolicyFactory";
}
function isStorageTelemetryPolicyFactory(factory) {
    return factory.constructor.name === "TelemetryPolicyFactory";
}
function isInjectorPolicyFactory(factory) {
    return factory.constructor.name === "InjectorPolicyFactory";
}
function isCoreHttpPolicyFactory(factory) {
    const knownPolicies = [
        "GenerateClientRequestIdPolicy",
        "TracingPolicy",
        "LogPolicy",
        "ProxyPolicy",
        "DisableResponseDecompressionPolicy",
        "KeepAlivePolicy",
        "DeserializationPolicy",
    ];
    const mockHttpClient = {
        sendRequest: async (request) => {
            return {
                request,
                headers: request.headers.clone(),
                status: 500,
            };
        },
    };
    const mockRequestPolicyOptions = {
        log(_logLevel, _message) {
            /* do nothing */
        },
        shouldLog(_logLevel) {
            return false;
        },
    };
    const policyInstance = factory.create(mockHttpClient, mockRequestPolicyOptions);
    const policyName = policyInstance.constructor.name;
    // bundlers sometimes add a custom suffix to the class name to make it unique
    return knownPolicies.some((knownPolicyName) => {
        return policyName.startsWith(knownPolicyName);
    });
}
//# sourceMappingURL=Pipeline.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/models.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
const xMsMetaPrefix = "x-ms-meta-";
/**
 * Converts a Metadata object to individual x-ms-meta-* HTTP headers.
 * @internal
 */
function metadataToRawHeaders(metadata) {
    const metadataHeaders = {};
    if (metadata) {
        for (const key of Object.keys(metadata)) {
            metadataHeaders[`${xMsMetaPrefix}${key.toLowerCase()}`] = metadata[key];
        }
    }
    return metadataHeaders;
}
/**
 * Defines the known cloud audiences for Storage.
 */
var StorageQueueAudience;
(function (StorageQueueAudience) {
    /**
     * The OAuth scope to use to retrieve an AAD token for Azure Storage.
     */
    StorageQueueAudience["StorageOAuthScopes"] = "https://storage.azure.com/.default";
})(StorageQueueAudience || (StorageQueueAudience = {}));
/**
 * To get OAuth audience for a storage account for queue service.
 */
function getQueueServiceAccountAudience(storageAccountName) {
    return `https://${storageAccountName}.queue.core.windows.net/.default`;
}
//# sourceMappingURL=models.js.map
// EXTERNAL MODULE: ./node_modules/@azure/core-util/dist/esm/index.js + 4 modules
var core_util_dist_esm = __webpack_require__(89105);
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/logger.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

const logger_logger = (0,logger_dist_esm/* createClientLogger */.KV)("storage-queue");
//# sourceMappingURL=logger.js.map
// EXTERNAL MODULE: ./node_modules/@azure-rest/core-client/dist/esm/index.js + 6 modules
var _azure_rest_core_client_dist_esm = __webpack_require__(26255);
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/api/queuesContext.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.


function createQueues(endpointParam, credential, options = {}) {
    const endpointUrl = options.endpoint ?? String(endpointParam);
    const prefixFromOptions = options?.userAgentOptions?.userAgentPrefix;
    const userAgentInfo = `azsdk-js-storage-queue/12.32.0`;
    const userAgentPrefix = prefixFromOptions
        ? `${prefixFromOptions} azsdk-js-api ${userAgentInfo}`
        : `azsdk-js-api ${userAgentInfo}`;
    const { version: _, ...updatedOptions } = {
        ...options,
        userAgentOptions: { userAgentPrefix },
        loggingOptions: { logger: options.loggingOptions?.logger ?? logger_logger.info },
        credentials: { scopes: options.credentials?.scopes ?? ["https://storage.azure.com/.default"] },
    };
    const clientContext = (0,_azure_rest_core_client_dist_esm.getClient)(endpointUrl, credential, updatedOptions);
    const version = options.version;
    return { ...clientContext, version };
}
//# sourceMappingURL=queuesContext.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/api/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./node_modules/fast-xml-parser/src/xmlbuilder/json2xml.js + 4 modules
var json2xml = __webpack_require__(20925);
// EXTERNAL MODULE: ./node_modules/fast-xml-parser/src/xmlparser/XMLParser.js + 23 modules
var XMLParser = __webpack_require__(41143);
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/static-helpers/serialization/xml-helpers.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.


// Default XML parser/builder options
const defaultParserOptions = {
    ignoreAttributes: false,
    attributeNamePrefix: "@_",
    textNodeName: "#text",
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false, // Preserve whitespace in text content
    isArray: (_name, _jpath, isLeafNode, isAttribute) => {
        // Don't auto-detect arrays for attributes or leaf nodes by default
        // Let the metadata drive array detection
        return !isAttribute && !isLeafNode;
    },
};
const defaultBuilderOptions = {
    ignoreAttributes: false,
    attributeNamePrefix: "@_",
    textNodeName: "#text",
    format: false,
    suppressEmptyNode: true,
};
/**
 * Creates an XML element name with optional namespace prefix
 */
function getElementName(name, ns) {
    if (ns?.prefix) {
        return `${ns.prefix}:${name}`;
    }
    return name;
}
/**
 * Creates namespace declaration attributes for the root element
 */
function createNamespaceDeclarations(namespaces) {
    const declarations = {};
    for (const [prefix, namespace] of namespaces) {
        if (prefix) {
            declarations[`@_xmlns:${prefix}`] = namespace;
        }
        else {
            declarations["@_xmlns"] = namespace;
        }
    }
    return declarations;
}
/**
 * Collects all namespaces from property metadata
 */
function collectNamespaces(properties, rootNs) {
    const namespaces = new Map();
    if (rootNs) {
        namespaces.set(rootNs.prefix, rootNs.namespace);
    }
    for (const prop of properties) {
        if (prop.xmlOptions.ns) {
            namespaces.set(prop.xmlOptions.ns.prefix, prop.xmlOptions.ns.namespace);
        }
        if (prop.xmlOptions.itemsNs) {
            namespaces.set(prop.xmlOptions.itemsNs.prefix, prop.xmlOptions.itemsNs.namespace);
        }
    }
    return namespaces;
}
/**
 * Serializes a primitive value for XML
 */
function serializePrimitiveValue(value, type, dateEncoding, bytesEncoding) {
    if (value === null || value === undefined) {
        return "";
    }
    if (type === "date" && value instanceof Date) {
        switch (dateEncoding) {
            case "rfc7231":
                return value.toUTCString();
            case "unixTimestamp":
                return Math.floor(value.getTime() / 1000);
            case "rfc3339":
            default:
                return value.toISOString();
        }
    }
    if (type === "bytes" && value instanceof Uint8Array) {
        return (0,core_util_dist_esm/* uint8ArrayToString */.SW)(value, bytesEncoding ?? "base64");
    }
    if (typeof value === "boolean" || typeof value === "number") {
        return value;
    }
    return String(value);
}
/**
 * Serializes an array property to XML format
 */
function serializeArrayProperty(value, metadata) {
    const { xmlOptions, serializer } = metadata;
    const itemName = getElementName(xmlOptions.itemsName || xmlOptions.name, xmlOptions.itemsNs || xmlOptions.ns);
    const serializedItems = value.map((item) => {
        if (serializer) {
            return serializer(item);
        }
        return serializePrimitiveValue(item, metadata.itemType ?? metadata.type, metadata.dateEncoding, metadata.bytesEncoding);
    });
    if (xmlOptions.unwrapped) {
        // Unwrapped: return items directly (they'll be siblings)
        return serializedItems;
    }
    else {
        // Wrapped: items are nested under a wrapper element, which contains item elements
        const wrapperName = getElementName(xmlOptions.name, xmlOptions.ns);
        return {
            [wrapperName]: {
                [itemName]: serializedItems,
            },
        };
    }
}
/**
 * Serializes a model to XML object structure
 */
function serializeModelToXml(item, properties, rootName, rootNs, additionalPropertiesConfig) {
    if (item === null || item === undefined) {
        return {};
    }
    const result = {};
    const attributes = {};
    // Collect and add namespace declarations
    const namespaces = collectNamespaces(properties, rootNs);
    const nsDeclarations = createNamespaceDeclarations(namespaces);
    Object.assign(attributes, nsDeclarations);
    for (const prop of properties) {
        const value = item[prop.propertyName];
        if (value === undefined) {
            continue;
        }
        const { xmlOptions, serializer, type } = prop;
        const elementName = getElementName(xmlOptions.name, xmlOptions.ns);
        if (xmlOptions.attribute) {
            // Serialize as attribute
            const attrName = xmlOptions.ns?.prefix
                ? `@_${xmlOptions.ns.prefix}:${xmlOptions.name}`
                : `@_${xmlOptions.name}`;
            attributes[attrName] = serializePrimitiveValue(value, type, prop.dateEncoding, prop.bytesEncoding);
        }
        else if (type === "dict" && value !== null && typeof value === "object") {
            // Serialize dictionary - each key-value pair becomes an element
            const dictContent = {};
            for (const [key, val] of Object.entries(value)) {
                dictContent[key] = String(val);
            }
            result[elementName] = dictContent;
        }
        else if (Array.isArray(value)) {
            // Serialize array
            const arrayResult = serializeArrayProperty(value, prop);
            if (xmlOptions.unwrapped && Array.isArray(arrayResult)) {
                // For unwrapped arrays, add each item as a separate element
                const itemName = getElementName(xmlOptions.itemsName || xmlOptions.name, xmlOptions.itemsNs || xmlOptions.ns);
                result[itemName] = arrayResult;
            }
            else {
                Object.assign(result, arrayResult);
            }
        }
        else if (value !== null && typeof value === "object" && serializer) {
            // Serialize nested object
            result[elementName] = serializer(value);
        }
        else if (xmlOptions.unwrapped && !Array.isArray(value)) {
            // Unwrapped primitive - this becomes the text content of the parent element
            result["#text"] = serializePrimitiveValue(value, type, prop.dateEncoding, prop.bytesEncoding);
        }
        else {
            // Serialize primitive
            result[elementName] = serializePrimitiveValue(value, type, prop.dateEncoding, prop.bytesEncoding);
        }
    }
    // Serialize additionalProperties entries as sibling XML elements
    if (additionalPropertiesConfig) {
        const apValue = item[additionalPropertiesConfig.propertyName];
        if (apValue && typeof apValue === "object") {
            for (const [key, val] of Object.entries(apValue)) {
                result[key] = additionalPropertiesConfig.deserializer
                    ? additionalPropertiesConfig.deserializer(val)
                    : String(val);
            }
        }
    }
    // Merge attributes into result
    Object.assign(result, attributes);
    // Wrap in root element
    const rootElementName = getElementName(rootName, rootNs);
    return {
        [rootElementName]: result,
    };
}
/**
 * Converts an XML object structure to XML string
 */
function xmlObjectToString(xmlObject, options) {
    const builder = new json2xml/* default */.A({
        ...defaultBuilderOptions,
        ...options,
    });
    const xmlData = builder.build(xmlObject);
    if (!xmlData) {
        return "";
    }
    return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${xmlData}`;
}
/**
 * Full serialization: model to XML string
 */
function xml_helpers_serializeToXml(item, properties, rootName, rootNs, options, additionalPropertiesConfig) {
    const xmlObject = serializeModelToXml(item, properties, rootName, rootNs, additionalPropertiesConfig);
    return xmlObjectToString(xmlObject, options);
}
/**
 * Parses XML string to object structure
 */
function parseXmlString(xmlString, options) {
    const parser = new XMLParser/* default */.A({
        ...defaultParserOptions,
        ...options,
    });
    return parser.parse(xmlString);
}
/**
 * Deserializes a primitive value from XML
 */
function deserializePrimitiveValue(value, type, dateEncoding, bytesEncoding, primitiveSubtype) {
    if (value === null || value === undefined) {
        return undefined;
    }
    if (value === "" && primitiveSubtype !== "string") {
        return undefined;
    }
    if (type === "date") {
        if (dateEncoding === "unixTimestamp") {
            return new Date(Number(value) * 1000);
        }
        return new Date(value);
    }
    if (type === "bytes" && typeof value === "string") {
        return (0,core_util_dist_esm/* stringToUint8Array */.Al)(value, bytesEncoding ?? "base64");
    }
    // Convert raw XML string to the expected JS type
    if (primitiveSubtype === "boolean") {
        return String(value).toLowerCase() === "true";
    }
    if (primitiveSubtype === "number") {
        return Number(value);
    }
    return value;
}
/**
 * Unwraps a value if it's a single-element array (parser wraps non-leaf elements in arrays)
 */
function unwrapSingleElementArray(value) {
    if (Array.isArray(value) && value.length === 1) {
        return value[0];
    }
    return value;
}
/**
 * Extracts element value from parsed XML, handling namespaces
 */
function getElementValue(obj, xmlOptions) {
    if (!obj) {
        return undefined;
    }
    const { name, ns, attribute } = xmlOptions;
    if (attribute) {
        // Look for attribute with or without namespace prefix
        const attrName = ns?.prefix ? `@_${ns.prefix}:${name}` : `@_${name}`;
        return obj[attrName];
    }
    // Look for element with or without namespace prefix
    const elementName = ns?.prefix ? `${ns.prefix}:${name}` : name;
    const value = obj[elementName] ?? obj[name]; // Fall back to name without prefix
    // Unwrap single-element arrays (parser wraps non-leaf elements in arrays)
    return unwrapSingleElementArray(value);
}
/**
 * Deserializes an array from XML
 */
function deserializeArrayProperty(obj, metadata) {
    const { xmlOptions, deserializer, type, dateEncoding } = metadata;
    let arrayData;
    if (xmlOptions.unwrapped) {
        // Items are direct children
        const itemName = getElementName(xmlOptions.itemsName || xmlOptions.name, xmlOptions.itemsNs || xmlOptions.ns);
        arrayData = obj[itemName] ?? obj[xmlOptions.itemsName || xmlOptions.name];
    }
    else {
        // Items are nested under wrapper element
        const wrapperName = getElementName(xmlOptions.name, xmlOptions.ns);
        let wrapper = obj[wrapperName] ?? obj[xmlOptions.name];
        if (!wrapper) {
            return [];
        }
        // Unwrap single-element array if the parser wrapped it
        wrapper = unwrapSingleElementArray(wrapper);
        const itemName = getElementName(xmlOptions.itemsName || xmlOptions.name, xmlOptions.itemsNs);
        arrayData = wrapper[itemName] ?? wrapper[xmlOptions.itemsName || xmlOptions.name] ?? wrapper;
    }
    if (!arrayData) {
        return [];
    }
    // Ensure it's an array
    const items = Array.isArray(arrayData) ? arrayData : [arrayData];
    return items.map((item) => {
        // Unwrap single-element array for each item if needed
        const unwrappedItem = unwrapSingleElementArray(item);
        if (deserializer) {
            return deserializer(unwrappedItem);
        }
        return deserializePrimitiveValue(unwrappedItem, metadata.itemType ?? type, dateEncoding, metadata.bytesEncoding, metadata.primitiveSubtype);
    });
}
/**
 * Deserializes XML object structure to model
 */
function deserializeXmlToModel(xmlObject, properties, rootName, rootNs, additionalPropertiesConfig) {
    if (!xmlObject) {
        return {};
    }
    // Get root element content - unwrap if it's wrapped in an array by the parser
    const rootElementName = getElementName(rootName, rootNs);
    let content = xmlObject[rootElementName] ?? xmlObject[rootName] ?? xmlObject;
    content = unwrapSingleElementArray(content);
    return deserializeXmlObject(content, properties, additionalPropertiesConfig);
}
/**
 * Full deserialization: XML string to model
 */
function xml_helpers_deserializeFromXml(xmlString, properties, rootName, rootNs, parserOptions, additionalPropertiesConfig) {
    if (!xmlString) {
        return {};
    }
    const xmlObject = parseXmlString(xmlString, parserOptions);
    return deserializeXmlToModel(xmlObject, properties, rootName, rootNs, additionalPropertiesConfig);
}
/**
 * Deserializes a pre-parsed XML object to a model.
 * This is used for nested objects where the XML has already been parsed
 * and we have the object content directly (without a root element wrapper).
 * Unlike deserializeFromXml, this does not parse XML strings and does not
 * expect a root element to unwrap.
 */
function deserializeXmlObject(xmlObject, properties, additionalPropertiesConfig) {
    if (!xmlObject) {
        return {};
    }
    // Unwrap if parser wrapped in single-element array
    const content = unwrapSingleElementArray(xmlObject);
    const result = {};
    for (const prop of properties) {
        const { propertyName, xmlOptions, deserializer, type, dateEncoding, primitiveSubtype } = prop;
        if (type === "array" || xmlOptions.itemsName) {
            // Deserialize array
            result[propertyName] = deserializeArrayProperty(content, prop);
        }
        else if (type === "dict") {
            // Deserialize dictionary - each child element is a key-value pair
            const rawValue = getElementValue(content, xmlOptions);
            if (rawValue !== undefined && typeof rawValue === "object") {
                const dict = {};
                for (const [key, val] of Object.entries(rawValue)) {
                    // Skip attributes (start with @_) and text nodes (#text)
                    if (!key.startsWith("@_") && key !== "#text") {
                        dict[key] = String(val);
                    }
                }
                result[propertyName] = dict;
            }
        }
        else if (xmlOptions.unwrapped && type !== "object") {
            // Unwrapped primitive - get text content from the element
            const rawValue = content["#text"];
            if (rawValue !== undefined) {
                result[propertyName] = deserializePrimitiveValue(rawValue, type, dateEncoding, prop.bytesEncoding, primitiveSubtype);
            }
        }
        else {
            // Get element or attribute value
            const rawValue = getElementValue(content, xmlOptions);
            if (rawValue === undefined) {
                continue;
            }
            if (deserializer) {
                // Deserialize nested object
                if (typeof rawValue === "object") {
                    result[propertyName] = deserializer(rawValue);
                }
                else {
                    // When the XML element only contains text content (like <Name>text</Name>),
                    // the parser returns the text as a string. Wrap it in an object with #text
                    // so the nested deserializer can extract unwrapped text content properly.
                    result[propertyName] = deserializer({ "#text": rawValue });
                }
            }
            else {
                // Deserialize primitive
                result[propertyName] = deserializePrimitiveValue(rawValue, type, dateEncoding, prop.bytesEncoding, primitiveSubtype);
            }
        }
    }
    // Collect undeclared XML elements into additionalProperties
    if (additionalPropertiesConfig) {
        const { propertyName, excludeNames, deserializer: apDeserializer } = additionalPropertiesConfig;
        const additionalProps = {};
        const excludeSet = new Set(excludeNames);
        for (const [key, val] of Object.entries(content)) {
            if (key.startsWith("@_") || key === "#text" || excludeSet.has(key)) {
                continue;
            }
            additionalProps[key] = apDeserializer ? apDeserializer(val) : String(val);
        }
        result[propertyName] = additionalProps;
    }
    return result;
}
/**
 * Utility to check if a content type is XML
 */
function isXmlContentType(contentType) {
    const normalized = contentType.toLowerCase();
    return (normalized.includes("application/xml") ||
        normalized.includes("text/xml") ||
        normalized.endsWith("+xml"));
}
/**
 * Utility to check if a content type is JSON
 */
function isJsonContentType(contentType) {
    const normalized = contentType.toLowerCase();
    return (normalized.includes("application/json") ||
        normalized.includes("text/json") ||
        normalized.endsWith("+json"));
}
//# sourceMappingURL=xml-helpers.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/models/models.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

function queueServicePropertiesSerializer(item) {
    return {
        queueAnalyticsLogging: !item["queueAnalyticsLogging"]
            ? item["queueAnalyticsLogging"]
            : loggingSerializer(item["queueAnalyticsLogging"]),
        hourMetrics: !item["hourMetrics"]
            ? item["hourMetrics"]
            : metricsSerializer(item["hourMetrics"]),
        minuteMetrics: !item["minuteMetrics"]
            ? item["minuteMetrics"]
            : metricsSerializer(item["minuteMetrics"]),
        cors: !item["cors"] ? item["cors"] : corsRuleArraySerializer(item["cors"]),
    };
}
function queueServicePropertiesDeserializer(item) {
    return {
        queueAnalyticsLogging: !item["queueAnalyticsLogging"]
            ? item["queueAnalyticsLogging"]
            : loggingDeserializer(item["queueAnalyticsLogging"]),
        hourMetrics: !item["hourMetrics"]
            ? item["hourMetrics"]
            : metricsDeserializer(item["hourMetrics"]),
        minuteMetrics: !item["minuteMetrics"]
            ? item["minuteMetrics"]
            : metricsDeserializer(item["minuteMetrics"]),
        cors: !item["cors"] ? item["cors"] : corsRuleArrayDeserializer(item["cors"]),
    };
}
function queueServicePropertiesXmlSerializer(item) {
    const properties = [
        {
            propertyName: "queueAnalyticsLogging",
            xmlOptions: { name: "Logging" },
            type: "object",
            serializer: loggingXmlObjectSerializer,
        },
        {
            propertyName: "hourMetrics",
            xmlOptions: { name: "HourMetrics" },
            type: "object",
            serializer: metricsXmlObjectSerializer,
        },
        {
            propertyName: "minuteMetrics",
            xmlOptions: { name: "MinuteMetrics" },
            type: "object",
            serializer: metricsXmlObjectSerializer,
        },
        {
            propertyName: "cors",
            xmlOptions: { name: "Cors", itemsName: "CorsRule" },
            type: "array",
            serializer: corsRuleXmlObjectSerializer,
        },
    ];
    return xml_helpers_serializeToXml(item, properties, "StorageServiceProperties");
}
function queueServicePropertiesXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "queueAnalyticsLogging",
            xmlOptions: { name: "Logging" },
            type: "object",
            deserializer: loggingXmlObjectDeserializer,
        },
        {
            propertyName: "hourMetrics",
            xmlOptions: { name: "HourMetrics" },
            type: "object",
            deserializer: metricsXmlObjectDeserializer,
        },
        {
            propertyName: "minuteMetrics",
            xmlOptions: { name: "MinuteMetrics" },
            type: "object",
            deserializer: metricsXmlObjectDeserializer,
        },
        {
            propertyName: "cors",
            xmlOptions: { name: "Cors", itemsName: "CorsRule" },
            type: "array",
            deserializer: corsRuleXmlObjectDeserializer,
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "StorageServiceProperties");
}
function loggingSerializer(item) {
    return {
        version: item["version"],
        deleteProperty: item["deleteProperty"],
        read: item["read"],
        write: item["write"],
        retentionPolicy: retentionPolicySerializer(item["retentionPolicy"]),
    };
}
function loggingDeserializer(item) {
    return {
        version: item["version"],
        deleteProperty: item["deleteProperty"],
        read: item["read"],
        write: item["write"],
        retentionPolicy: retentionPolicyDeserializer(item["retentionPolicy"]),
    };
}
function loggingXmlSerializer(item) {
    const properties = [
        { propertyName: "version", xmlOptions: { name: "Version" }, type: "primitive" },
        { propertyName: "deleteProperty", xmlOptions: { name: "Delete" }, type: "primitive" },
        { propertyName: "read", xmlOptions: { name: "Read" }, type: "primitive" },
        { propertyName: "write", xmlOptions: { name: "Write" }, type: "primitive" },
        {
            propertyName: "retentionPolicy",
            xmlOptions: { name: "RetentionPolicy" },
            type: "object",
            serializer: retentionPolicyXmlObjectSerializer,
        },
    ];
    return serializeToXml(item, properties, "Logging");
}
function loggingXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "version",
            xmlOptions: { name: "Version" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "deleteProperty",
            xmlOptions: { name: "Delete" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "read",
            xmlOptions: { name: "Read" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "write",
            xmlOptions: { name: "Write" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "retentionPolicy",
            xmlOptions: { name: "RetentionPolicy" },
            type: "object",
            deserializer: retentionPolicyXmlObjectDeserializer,
        },
    ];
    return deserializeFromXml(xmlString, properties, "Logging");
}
function loggingXmlObjectSerializer(item) {
    return {
        Version: item["version"],
        Delete: item["deleteProperty"],
        Read: item["read"],
        Write: item["write"],
        RetentionPolicy: item["retentionPolicy"] !== undefined
            ? retentionPolicyXmlObjectSerializer(item["retentionPolicy"])
            : undefined,
    };
}
function loggingXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "version",
            xmlOptions: { name: "Version" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "deleteProperty",
            xmlOptions: { name: "Delete" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "read",
            xmlOptions: { name: "Read" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "write",
            xmlOptions: { name: "Write" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "retentionPolicy",
            xmlOptions: { name: "RetentionPolicy" },
            type: "object",
            deserializer: retentionPolicyXmlObjectDeserializer,
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function retentionPolicySerializer(item) {
    return { enabled: item["enabled"], days: item["days"] };
}
function retentionPolicyDeserializer(item) {
    return {
        enabled: item["enabled"],
        days: item["days"],
    };
}
function retentionPolicyXmlSerializer(item) {
    const properties = [
        { propertyName: "enabled", xmlOptions: { name: "Enabled" }, type: "primitive" },
        { propertyName: "days", xmlOptions: { name: "Days" }, type: "primitive" },
    ];
    return serializeToXml(item, properties, "RetentionPolicy");
}
function retentionPolicyXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "enabled",
            xmlOptions: { name: "Enabled" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "days",
            xmlOptions: { name: "Days" },
            type: "primitive",
            primitiveSubtype: "number",
        },
    ];
    return deserializeFromXml(xmlString, properties, "RetentionPolicy");
}
function retentionPolicyXmlObjectSerializer(item) {
    return { Enabled: item["enabled"], Days: item["days"] };
}
function retentionPolicyXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "enabled",
            xmlOptions: { name: "Enabled" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "days",
            xmlOptions: { name: "Days" },
            type: "primitive",
            primitiveSubtype: "number",
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function metricsSerializer(item) {
    return {
        version: item["version"],
        enabled: item["enabled"],
        includeAPIs: item["includeAPIs"],
        retentionPolicy: !item["retentionPolicy"]
            ? item["retentionPolicy"]
            : retentionPolicySerializer(item["retentionPolicy"]),
    };
}
function metricsDeserializer(item) {
    return {
        version: item["version"],
        enabled: item["enabled"],
        includeAPIs: item["includeAPIs"],
        retentionPolicy: !item["retentionPolicy"]
            ? item["retentionPolicy"]
            : retentionPolicyDeserializer(item["retentionPolicy"]),
    };
}
function metricsXmlSerializer(item) {
    const properties = [
        { propertyName: "version", xmlOptions: { name: "Version" }, type: "primitive" },
        { propertyName: "enabled", xmlOptions: { name: "Enabled" }, type: "primitive" },
        { propertyName: "includeAPIs", xmlOptions: { name: "IncludeAPIs" }, type: "primitive" },
        {
            propertyName: "retentionPolicy",
            xmlOptions: { name: "RetentionPolicy" },
            type: "object",
            serializer: retentionPolicyXmlObjectSerializer,
        },
    ];
    return serializeToXml(item, properties, "Metrics");
}
function metricsXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "version",
            xmlOptions: { name: "Version" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "enabled",
            xmlOptions: { name: "Enabled" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "includeAPIs",
            xmlOptions: { name: "IncludeAPIs" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "retentionPolicy",
            xmlOptions: { name: "RetentionPolicy" },
            type: "object",
            deserializer: retentionPolicyXmlObjectDeserializer,
        },
    ];
    return deserializeFromXml(xmlString, properties, "Metrics");
}
function metricsXmlObjectSerializer(item) {
    return {
        Version: item["version"],
        Enabled: item["enabled"],
        IncludeAPIs: item["includeAPIs"],
        RetentionPolicy: item["retentionPolicy"] !== undefined
            ? retentionPolicyXmlObjectSerializer(item["retentionPolicy"])
            : undefined,
    };
}
function metricsXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "version",
            xmlOptions: { name: "Version" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "enabled",
            xmlOptions: { name: "Enabled" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "includeAPIs",
            xmlOptions: { name: "IncludeAPIs" },
            type: "primitive",
            primitiveSubtype: "boolean",
        },
        {
            propertyName: "retentionPolicy",
            xmlOptions: { name: "RetentionPolicy" },
            type: "object",
            deserializer: retentionPolicyXmlObjectDeserializer,
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function corsRuleArraySerializer(result) {
    return result.map((item) => {
        return corsRuleSerializer(item);
    });
}
function corsRuleArrayDeserializer(result) {
    return result.map((item) => {
        return corsRuleDeserializer(item);
    });
}
function corsRuleSerializer(item) {
    return {
        allowedOrigins: item["allowedOrigins"],
        allowedMethods: item["allowedMethods"],
        allowedHeaders: item["allowedHeaders"],
        exposedHeaders: item["exposedHeaders"],
        maxAgeInSeconds: item["maxAgeInSeconds"],
    };
}
function corsRuleDeserializer(item) {
    return {
        allowedOrigins: item["allowedOrigins"],
        allowedMethods: item["allowedMethods"],
        allowedHeaders: item["allowedHeaders"],
        exposedHeaders: item["exposedHeaders"],
        maxAgeInSeconds: item["maxAgeInSeconds"],
    };
}
function corsRuleXmlSerializer(item) {
    const properties = [
        { propertyName: "allowedOrigins", xmlOptions: { name: "AllowedOrigins" }, type: "primitive" },
        { propertyName: "allowedMethods", xmlOptions: { name: "AllowedMethods" }, type: "primitive" },
        { propertyName: "allowedHeaders", xmlOptions: { name: "AllowedHeaders" }, type: "primitive" },
        { propertyName: "exposedHeaders", xmlOptions: { name: "ExposedHeaders" }, type: "primitive" },
        { propertyName: "maxAgeInSeconds", xmlOptions: { name: "MaxAgeInSeconds" }, type: "primitive" },
    ];
    return serializeToXml(item, properties, "CorsRule");
}
function corsRuleXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "allowedOrigins",
            xmlOptions: { name: "AllowedOrigins" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "allowedMethods",
            xmlOptions: { name: "AllowedMethods" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "allowedHeaders",
            xmlOptions: { name: "AllowedHeaders" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "exposedHeaders",
            xmlOptions: { name: "ExposedHeaders" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "maxAgeInSeconds",
            xmlOptions: { name: "MaxAgeInSeconds" },
            type: "primitive",
            primitiveSubtype: "number",
        },
    ];
    return deserializeFromXml(xmlString, properties, "CorsRule");
}
function corsRuleXmlObjectSerializer(item) {
    return {
        AllowedOrigins: item["allowedOrigins"],
        AllowedMethods: item["allowedMethods"],
        AllowedHeaders: item["allowedHeaders"],
        ExposedHeaders: item["exposedHeaders"],
        MaxAgeInSeconds: item["maxAgeInSeconds"],
    };
}
function corsRuleXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "allowedOrigins",
            xmlOptions: { name: "AllowedOrigins" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "allowedMethods",
            xmlOptions: { name: "AllowedMethods" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "allowedHeaders",
            xmlOptions: { name: "AllowedHeaders" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "exposedHeaders",
            xmlOptions: { name: "ExposedHeaders" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "maxAgeInSeconds",
            xmlOptions: { name: "MaxAgeInSeconds" },
            type: "primitive",
            primitiveSubtype: "number",
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function errorDeserializer(item) {
    return {
        code: item["code"],
        message: item["message"],
    };
}
function errorXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "code",
            xmlOptions: { name: "Code" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "message",
            xmlOptions: { name: "Message" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "Error", undefined, undefined, {
        propertyName: "additionalProperties",
        excludeNames: ["Code", "Message"],
    });
}
function queueServiceStatsDeserializer(item) {
    return {
        geoReplication: !item["geoReplication"]
            ? item["geoReplication"]
            : geoReplicationDeserializer(item["geoReplication"]),
    };
}
function queueServiceStatsXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "geoReplication",
            xmlOptions: { name: "GeoReplication" },
            type: "object",
            deserializer: geoReplicationXmlObjectDeserializer,
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "QueueServiceStats");
}
function geoReplicationDeserializer(item) {
    return {
        status: item["status"],
        lastSyncOn: new Date(item["lastSyncOn"]),
    };
}
function geoReplicationXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "status",
            xmlOptions: { name: "Status" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "lastSyncOn",
            xmlOptions: { name: "LastSyncTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
    ];
    return deserializeFromXml(xmlString, properties, "GeoReplication");
}
function geoReplicationXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "status",
            xmlOptions: { name: "Status" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "lastSyncOn",
            xmlOptions: { name: "LastSyncTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function keyInfoSerializer(item) {
    return {
        startsOn: item["startsOn"],
        expiresOn: item["expiresOn"],
        delegatedUserTid: item["delegatedUserTid"],
    };
}
function keyInfoXmlSerializer(item) {
    const properties = [
        { propertyName: "startsOn", xmlOptions: { name: "Start" }, type: "primitive" },
        { propertyName: "expiresOn", xmlOptions: { name: "Expiry" }, type: "primitive" },
        {
            propertyName: "delegatedUserTid",
            xmlOptions: { name: "DelegatedUserTid" },
            type: "primitive",
        },
    ];
    return xml_helpers_serializeToXml(item, properties, "KeyInfo");
}
function userDelegationKeyDeserializer(item) {
    return {
        signedObjectId: item["signedObjectId"],
        signedTenantId: item["signedTenantId"],
        signedStartsOn: item["signedStartsOn"],
        signedExpiresOn: item["signedExpiresOn"],
        signedService: item["signedService"],
        signedVersion: item["signedVersion"],
        signedDelegatedUserTid: item["signedDelegatedUserTid"],
        value: item["value"],
    };
}
function userDelegationKeyXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "signedObjectId",
            xmlOptions: { name: "SignedOid" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "signedTenantId",
            xmlOptions: { name: "SignedTid" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "signedStartsOn",
            xmlOptions: { name: "SignedStart" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "signedExpiresOn",
            xmlOptions: { name: "SignedExpiry" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "signedService",
            xmlOptions: { name: "SignedService" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "signedVersion",
            xmlOptions: { name: "SignedVersion" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "signedDelegatedUserTid",
            xmlOptions: { name: "SignedDelegatedUserTid" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "value",
            xmlOptions: { name: "Value" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "UserDelegationKey");
}
function listQueuesResponseDeserializer(item) {
    return {
        serviceEndpoint: item["serviceEndpoint"],
        prefix: item["prefix"],
        marker: item["marker"],
        maxPageSize: item["maxPageSize"],
        queueItems: !item["queueItems"]
            ? item["queueItems"]
            : queueItemArrayDeserializer(item["queueItems"]),
        continuationToken: item["continuationToken"],
    };
}
function listQueuesResponseXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "serviceEndpoint",
            xmlOptions: { name: "ServiceEndpoint", attribute: true },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "prefix",
            xmlOptions: { name: "Prefix" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "marker",
            xmlOptions: { name: "Marker" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "maxPageSize",
            xmlOptions: { name: "MaxResults" },
            type: "primitive",
            primitiveSubtype: "number",
        },
        {
            propertyName: "queueItems",
            xmlOptions: { name: "Queues", itemsName: "Queue" },
            type: "array",
            deserializer: queueItemXmlObjectDeserializer,
        },
        {
            propertyName: "continuationToken",
            xmlOptions: { name: "NextMarker" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "EnumerationResults");
}
function queueItemArrayDeserializer(result) {
    return result.map((item) => {
        return queueItemDeserializer(item);
    });
}
function queueItemDeserializer(item) {
    return {
        name: item["name"],
        metadata: !item["metadata"]
            ? item["metadata"]
            : Object.fromEntries(Object.entries(item["metadata"]).map(([k, p]) => [k, p])),
    };
}
function queueItemXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "name",
            xmlOptions: { name: "Name" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        { propertyName: "metadata", xmlOptions: { name: "Metadata" }, type: "dict" },
    ];
    return deserializeFromXml(xmlString, properties, "Queue");
}
function queueItemXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "name",
            xmlOptions: { name: "Name" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        { propertyName: "metadata", xmlOptions: { name: "Metadata" }, type: "dict" },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function signedIdentifiersSerializer(item) {
    return { items: signedIdentifierArraySerializer(item["items"]) };
}
function signedIdentifiersDeserializer(item) {
    return {
        items: signedIdentifierArrayDeserializer(item["items"]),
    };
}
function signedIdentifiersXmlSerializer(item) {
    const properties = [
        {
            propertyName: "items",
            xmlOptions: { name: "SignedIdentifier", unwrapped: true, itemsName: "SignedIdentifier" },
            type: "array",
            serializer: signedIdentifierXmlObjectSerializer,
        },
    ];
    return xml_helpers_serializeToXml(item, properties, "SignedIdentifiers");
}
function signedIdentifiersXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "items",
            xmlOptions: { name: "SignedIdentifier", unwrapped: true, itemsName: "SignedIdentifier" },
            type: "array",
            deserializer: signedIdentifierXmlObjectDeserializer,
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "SignedIdentifiers");
}
function signedIdentifierArraySerializer(result) {
    return result.map((item) => {
        return signedIdentifierSerializer(item);
    });
}
function signedIdentifierArrayDeserializer(result) {
    return result.map((item) => {
        return signedIdentifierDeserializer(item);
    });
}
function signedIdentifierSerializer(item) {
    return { id: item["id"], accessPolicy: accessPolicySerializer(item["accessPolicy"]) };
}
function signedIdentifierDeserializer(item) {
    return {
        id: item["id"],
        accessPolicy: accessPolicyDeserializer(item["accessPolicy"]),
    };
}
function signedIdentifierXmlSerializer(item) {
    const properties = [
        { propertyName: "id", xmlOptions: { name: "Id" }, type: "primitive" },
        {
            propertyName: "accessPolicy",
            xmlOptions: { name: "AccessPolicy" },
            type: "object",
            serializer: accessPolicyXmlObjectSerializer,
        },
    ];
    return serializeToXml(item, properties, "SignedIdentifier");
}
function signedIdentifierXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "id",
            xmlOptions: { name: "Id" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "accessPolicy",
            xmlOptions: { name: "AccessPolicy" },
            type: "object",
            deserializer: accessPolicyXmlObjectDeserializer,
        },
    ];
    return deserializeFromXml(xmlString, properties, "SignedIdentifier");
}
function signedIdentifierXmlObjectSerializer(item) {
    return {
        Id: item["id"],
        AccessPolicy: item["accessPolicy"] !== undefined
            ? accessPolicyXmlObjectSerializer(item["accessPolicy"])
            : undefined,
    };
}
function signedIdentifierXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "id",
            xmlOptions: { name: "Id" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "accessPolicy",
            xmlOptions: { name: "AccessPolicy" },
            type: "object",
            deserializer: accessPolicyXmlObjectDeserializer,
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function accessPolicySerializer(item) {
    return {
        startsOn: item["startsOn"],
        expiresOn: item["expiresOn"],
        permissions: item["permissions"],
    };
}
function accessPolicyDeserializer(item) {
    return {
        startsOn: item["startsOn"],
        expiresOn: item["expiresOn"],
        permissions: item["permissions"],
    };
}
function accessPolicyXmlSerializer(item) {
    const properties = [
        { propertyName: "startsOn", xmlOptions: { name: "Start" }, type: "primitive" },
        { propertyName: "expiresOn", xmlOptions: { name: "Expiry" }, type: "primitive" },
        { propertyName: "permissions", xmlOptions: { name: "Permission" }, type: "primitive" },
    ];
    return serializeToXml(item, properties, "AccessPolicy");
}
function accessPolicyXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "startsOn",
            xmlOptions: { name: "Start" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "Expiry" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "permissions",
            xmlOptions: { name: "Permission" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return deserializeFromXml(xmlString, properties, "AccessPolicy");
}
function accessPolicyXmlObjectSerializer(item) {
    return { Start: item["startsOn"], Expiry: item["expiresOn"], Permission: item["permissions"] };
}
function accessPolicyXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "startsOn",
            xmlOptions: { name: "Start" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "Expiry" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "permissions",
            xmlOptions: { name: "Permission" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function receivedMessagesDeserializer(item) {
    return {
        items: receivedMessageArrayDeserializer(item["items"]),
    };
}
function receivedMessagesXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "items",
            xmlOptions: { name: "QueueMessage", unwrapped: true, itemsName: "QueueMessage" },
            type: "array",
            deserializer: receivedMessageXmlObjectDeserializer,
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "QueueMessagesList");
}
function receivedMessageArrayDeserializer(result) {
    return result.map((item) => {
        return receivedMessageDeserializer(item);
    });
}
function receivedMessageDeserializer(item) {
    return {
        messageId: item["messageId"],
        insertedOn: new Date(item["insertedOn"]),
        expiresOn: new Date(item["expiresOn"]),
        popReceipt: item["popReceipt"],
        nextVisibleOn: new Date(item["nextVisibleOn"]),
        dequeueCount: item["dequeueCount"],
        messageText: item["messageText"],
    };
}
function receivedMessageXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "messageId",
            xmlOptions: { name: "MessageId" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "insertedOn",
            xmlOptions: { name: "InsertionTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "ExpirationTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "popReceipt",
            xmlOptions: { name: "PopReceipt" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "nextVisibleOn",
            xmlOptions: { name: "TimeNextVisible" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "dequeueCount",
            xmlOptions: { name: "DequeueCount" },
            type: "primitive",
            primitiveSubtype: "number",
        },
        {
            propertyName: "messageText",
            xmlOptions: { name: "MessageText" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return deserializeFromXml(xmlString, properties, "QueueMessage");
}
function receivedMessageXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "messageId",
            xmlOptions: { name: "MessageId" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "insertedOn",
            xmlOptions: { name: "InsertionTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "ExpirationTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "popReceipt",
            xmlOptions: { name: "PopReceipt" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "nextVisibleOn",
            xmlOptions: { name: "TimeNextVisible" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "dequeueCount",
            xmlOptions: { name: "DequeueCount" },
            type: "primitive",
            primitiveSubtype: "number",
        },
        {
            propertyName: "messageText",
            xmlOptions: { name: "MessageText" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function queueMessageSerializer(item) {
    return { messageText: item["messageText"] };
}
function queueMessageXmlSerializer(item) {
    const properties = [
        { propertyName: "messageText", xmlOptions: { name: "MessageText" }, type: "primitive" },
    ];
    return xml_helpers_serializeToXml(item, properties, "QueueMessage");
}
function listOfSentMessageDeserializer(item) {
    return {
        items: sentMessageArrayDeserializer(item["items"]),
    };
}
function listOfSentMessageXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "items",
            xmlOptions: { name: "QueueMessage", unwrapped: true, itemsName: "QueueMessage" },
            type: "array",
            deserializer: sentMessageXmlObjectDeserializer,
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "QueueMessagesList");
}
function sentMessageArrayDeserializer(result) {
    return result.map((item) => {
        return sentMessageDeserializer(item);
    });
}
function sentMessageDeserializer(item) {
    return {
        messageId: item["messageId"],
        insertedOn: new Date(item["insertedOn"]),
        expiresOn: new Date(item["expiresOn"]),
        popReceipt: item["popReceipt"],
        nextVisibleOn: new Date(item["nextVisibleOn"]),
    };
}
function sentMessageXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "messageId",
            xmlOptions: { name: "MessageId" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "insertedOn",
            xmlOptions: { name: "InsertionTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "ExpirationTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "popReceipt",
            xmlOptions: { name: "PopReceipt" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "nextVisibleOn",
            xmlOptions: { name: "TimeNextVisible" },
            type: "date",
            dateEncoding: "rfc7231",
        },
    ];
    return deserializeFromXml(xmlString, properties, "QueueMessage");
}
function sentMessageXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "messageId",
            xmlOptions: { name: "MessageId" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "insertedOn",
            xmlOptions: { name: "InsertionTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "ExpirationTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "popReceipt",
            xmlOptions: { name: "PopReceipt" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "nextVisibleOn",
            xmlOptions: { name: "TimeNextVisible" },
            type: "date",
            dateEncoding: "rfc7231",
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
function peekedMessagesDeserializer(item) {
    return {
        items: peekedMessageArrayDeserializer(item["items"]),
    };
}
function peekedMessagesXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "items",
            xmlOptions: { name: "QueueMessage", unwrapped: true, itemsName: "QueueMessage" },
            type: "array",
            deserializer: peekedMessageXmlObjectDeserializer,
        },
    ];
    return xml_helpers_deserializeFromXml(xmlString, properties, "QueueMessagesList");
}
function peekedMessageArrayDeserializer(result) {
    return result.map((item) => {
        return peekedMessageDeserializer(item);
    });
}
function peekedMessageDeserializer(item) {
    return {
        messageId: item["messageId"],
        insertedOn: new Date(item["insertedOn"]),
        expiresOn: new Date(item["expiresOn"]),
        dequeueCount: item["dequeueCount"],
        messageText: item["messageText"],
    };
}
function peekedMessageXmlDeserializer(xmlString) {
    const properties = [
        {
            propertyName: "messageId",
            xmlOptions: { name: "MessageId" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "insertedOn",
            xmlOptions: { name: "InsertionTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "ExpirationTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "dequeueCount",
            xmlOptions: { name: "DequeueCount" },
            type: "primitive",
            primitiveSubtype: "number",
        },
        {
            propertyName: "messageText",
            xmlOptions: { name: "MessageText" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return deserializeFromXml(xmlString, properties, "QueueMessage");
}
function peekedMessageXmlObjectDeserializer(xmlObject) {
    const properties = [
        {
            propertyName: "messageId",
            xmlOptions: { name: "MessageId" },
            type: "primitive",
            primitiveSubtype: "string",
        },
        {
            propertyName: "insertedOn",
            xmlOptions: { name: "InsertionTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "expiresOn",
            xmlOptions: { name: "ExpirationTime" },
            type: "date",
            dateEncoding: "rfc7231",
        },
        {
            propertyName: "dequeueCount",
            xmlOptions: { name: "DequeueCount" },
            type: "primitive",
            primitiveSubtype: "number",
        },
        {
            propertyName: "messageText",
            xmlOptions: { name: "MessageText" },
            type: "primitive",
            primitiveSubtype: "string",
        },
    ];
    return deserializeXmlObject(xmlObject, properties);
}
/** The Azure.Storage.Queue service versions. */
var KnownVersions;
(function (KnownVersions) {
    /** The 2026-04-06 version of the Azure.Storage.Queue service. */
    KnownVersions["V20260406"] = "2026-04-06";
})(KnownVersions || (KnownVersions = {}));
//# sourceMappingURL=models.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/static-helpers/storageCompatResponse.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * Creates an onResponse callback that captures the raw FullOperationResponse.
 * Chains with any existing user-provided onResponse callback.
 * @param originalOnResponse - The user's original onResponse callback, if any.
 * @returns An object with the onResponse callback and a getter for the captured response.
 */
function createStorageCompatOnResponse(originalOnResponse) {
    let captured;
    return {
        onResponse: (rawResponse, error) => {
            captured = rawResponse;
            originalOnResponse?.(rawResponse, error);
        },
        getRawResponse: () => captured,
    };
}
/**
 * Augments a deserialized response with raw HTTP response metadata.
 * @param rawResponse - The raw FullOperationResponse from the HTTP pipeline.
 * @param parsedBody - The deserialized response body.
 * @param parsedHeaders - The deserialized response headers.
 * @returns The parsedBody augmented with a `_response` property.
 */
function addStorageCompatResponse(rawResponse, parsedBody, parsedHeaders) {
    const base = parsedBody !== undefined && parsedBody !== null ? parsedBody : {};
    return Object.assign(base, parsedHeaders, {
        _response: {
            rawResponse,
            parsedBody,
            parsedHeaders,
        },
    });
}
//# sourceMappingURL=storageCompatResponse.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/static-helpers/urlTemplate.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
// ---------------------
// helpers
// ---------------------
function encodeComponent(val, reserved, op) {
    return (reserved ?? op === "+") || op === "#"
        ? encodeReservedComponent(val)
        : encodeRFC3986URIComponent(val);
}
function encodeReservedComponent(str) {
    return str
        .split(/(%[0-9A-Fa-f]{2})/g)
        .map((part) => (!/%[0-9A-Fa-f]/.test(part) ? encodeURI(part) : part))
        .join("");
}
function encodeRFC3986URIComponent(str) {
    return encodeURIComponent(str).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
function isDefined(val) {
    return val !== undefined && val !== null;
}
function getNamedAndIfEmpty(op) {
    return [!!op && [";", "?", "&"].includes(op), !!op && ["?", "&"].includes(op) ? "=" : ""];
}
function getFirstOrSep(op, isFirst = false) {
    if (isFirst) {
        return !op || op === "+" ? "" : op;
    }
    else if (!op || op === "+" || op === "#") {
        return ",";
    }
    else if (op === "?") {
        return "&";
    }
    else {
        return op;
    }
}
function getExpandedValue(option) {
    let isFirst = option.isFirst;
    const { op, varName, varValue: value, reserved } = option;
    const vals = [];
    const [named, ifEmpty] = getNamedAndIfEmpty(op);
    if (Array.isArray(value)) {
        for (const val of value.filter(isDefined)) {
            // prepare the following parts: separator, varName, value
            vals.push(`${getFirstOrSep(op, isFirst)}`);
            if (named && varName) {
                vals.push(`${encodeURIComponent(varName)}`);
                if (val === "") {
                    vals.push(ifEmpty);
                }
                else {
                    vals.push("=");
                }
            }
            vals.push(encodeComponent(val, reserved, op));
            isFirst = false;
        }
    }
    else if (typeof value === "object") {
        for (const key of Object.keys(value)) {
            const val = value[key];
            if (!isDefined(val)) {
                continue;
            }
            // prepare the following parts: separator, key, value
            vals.push(`${getFirstOrSep(op, isFirst)}`);
            if (key) {
                vals.push(`${encodeURIComponent(key)}`);
                if (named && val === "") {
                    vals.push(ifEmpty);
                }
                else {
                    vals.push("=");
                }
            }
            vals.push(encodeComponent(val, reserved, op));
            isFirst = false;
        }
    }
    return vals.join("");
}
function getNonExpandedValue(option) {
    const { op, varName, varValue: value, isFirst, reserved } = option;
    const vals = [];
    const first = getFirstOrSep(op, isFirst);
    const [named, ifEmpty] = getNamedAndIfEmpty(op);
    if (named && varName) {
        vals.push(encodeComponent(varName, reserved, op));
        if (value === "") {
            if (!ifEmpty) {
                vals.push(ifEmpty);
            }
            return !vals.join("") ? undefined : `${first}${vals.join("")}`;
        }
        vals.push("=");
    }
    const items = [];
    if (Array.isArray(value)) {
        for (const val of value.filter(isDefined)) {
            items.push(encodeComponent(val, reserved, op));
        }
    }
    else if (typeof value === "object") {
        for (const key of Object.keys(value)) {
            if (!isDefined(value[key])) {
                continue;
            }
            items.push(encodeRFC3986URIComponent(key));
            items.push(encodeComponent(value[key], reserved, op));
        }
    }
    vals.push(items.join(","));
    return !vals.join(",") ? undefined : `${first}${vals.join("")}`;
}
function getVarValue(option) {
    const { op, varName, modifier, isFirst, reserved, varValue: value } = option;
    if (!isDefined(value)) {
        return undefined;
    }
    else if (["string", "number", "boolean"].includes(typeof value)) {
        let val = value.toString();
        const [named, ifEmpty] = getNamedAndIfEmpty(op);
        const vals = [getFirstOrSep(op, isFirst)];
        if (named && varName) {
            // No need to encode varName considering it is already encoded
            vals.push(varName);
            if (val === "") {
                vals.push(ifEmpty);
            }
            else {
                vals.push("=");
            }
        }
        if (modifier && modifier !== "*") {
            val = val.substring(0, parseInt(modifier, 10));
        }
        vals.push(encodeComponent(val, reserved, op));
        return vals.join("");
    }
    else if (modifier === "*") {
        return getExpandedValue(option);
    }
    else {
        return getNonExpandedValue(option);
    }
}
// ---------------------------------------------------------------------------------------------------
// This is an implementation of RFC 6570 URI Template: https://datatracker.ietf.org/doc/html/rfc6570.
// ---------------------------------------------------------------------------------------------------
function expandUrlTemplate(template, context, option) {
    const result = template.replace(/\{([^{}]+)\}|([^{}]+)/g, (_, expr, text) => {
        if (!expr) {
            return encodeReservedComponent(text);
        }
        let op;
        if (["+", "#", ".", "/", ";", "?", "&"].includes(expr[0])) {
            op = expr[0];
            expr = expr.slice(1);
        }
        const varList = expr.split(/,/g);
        const innerResult = [];
        for (const varSpec of varList) {
            const varMatch = /([^:*]*)(?::(\d+)|(\*))?/.exec(varSpec);
            if (!varMatch || !varMatch[1]) {
                continue;
            }
            const varValue = getVarValue({
                isFirst: innerResult.length === 0,
                op,
                varValue: context[varMatch[1]],
                varName: varMatch[1],
                modifier: varMatch[2] || varMatch[3],
                reserved: option?.allowReserved,
            });
            if (varValue) {
                innerResult.push(varValue);
            }
        }
        return innerResult.join("");
    });
    return normalizeUnreserved(result);
}
/**
 * Normalize an expanded URI by decoding percent-encoded unreserved characters.
 * RFC 3986 unreserved: "-" / "." / "~"
 */
function normalizeUnreserved(uri) {
    return uri.replace(/%([0-9A-Fa-f]{2})/g, (match, hex) => {
        const char = String.fromCharCode(parseInt(hex, 16));
        // Decode only if it's unreserved
        if (/[.~-]/.test(char)) {
            return char;
        }
        return match; // leave other encodings intact
    });
}
//# sourceMappingURL=urlTemplate.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/api/queue/operations.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.




function _deleteMessageSend(context, messageId, popReceipt, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("messages/{messageId}{?popreceipt,timeout}", {
        messageId: messageId,
        popreceipt: popReceipt,
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .delete({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
    });
}
async function _deleteMessageDeserialize(result) {
    const expectedStatuses = ["204"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._deleteMessageDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _deleteMessageDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _deleteMessageDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Deletes the specified message. */
async function deleteMessage(context, messageId, popReceipt, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _deleteMessageSend(context, messageId, popReceipt, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    await _deleteMessageDeserialize(result);
    const parsedHeaders = _deleteMessageDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
function _updateMessageSend(context, messageId, popReceipt, visibilityTimeout, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("messages/{messageId}{?popreceipt,visibilitytimeout,timeout}", {
        messageId: messageId,
        popreceipt: popReceipt,
        visibilitytimeout: visibilityTimeout,
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .put({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        contentType: "application/xml",
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
        body: !options?.queueMessage
            ? options?.queueMessage
            : queueMessageXmlSerializer(options?.queueMessage),
    });
}
async function _updateMessageDeserialize(result) {
    const expectedStatuses = ["204"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._updateMessageDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _updateMessageDeserializeHeaders(result) {
    return {
        popReceipt: result.headers["x-ms-popreceipt"],
        nextVisibleOn: new Date(result.headers["x-ms-time-next-visible"]),
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _updateMessageDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Updates the visibility timeout of a message. This operation can also be used to update the contents of a message. */
async function updateMessage(context, messageId, popReceipt, visibilityTimeout, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _updateMessageSend(context, messageId, popReceipt, visibilityTimeout, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    await _updateMessageDeserialize(result);
    const parsedHeaders = _updateMessageDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
function _peekMessagesSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("messages?peekonly=true{?numofmessages,timeout}", {
        numofmessages: options?.numberOfMessages,
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .get({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
    });
}
async function _peekMessagesDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._peekMessagesDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return peekedMessagesXmlDeserializer(result.body);
}
function _peekMessagesDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function _peekMessagesDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Retrieves one or more messages from the front of the queue, but does not alter the visibility of the message. */
async function peekMessages(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _peekMessagesSend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await _peekMessagesDeserialize(result);
    const parsedHeaders = _peekMessagesDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function _sendMessageSend(context, queueMessage, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("messages{?visibilitytimeout,messagettl,timeout}", {
        visibilitytimeout: options?.visibilityTimeout,
        messagettl: options?.messageTimeToLive,
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .post({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        contentType: "application/xml",
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
        body: queueMessageXmlSerializer(queueMessage),
    });
}
async function _sendMessageDeserialize(result) {
    const expectedStatuses = ["201"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._sendMessageDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return listOfSentMessageXmlDeserializer(result.body);
}
function _sendMessageDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function _sendMessageDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/**
 * Adds a new message to the back of the message queue. A visibility timeout
 * can also be specified to make the message invisible until the visibility timeout
 * expires.
 */
async function sendMessage(context, queueMessage, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _sendMessageSend(context, queueMessage, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await _sendMessageDeserialize(result);
    const parsedHeaders = _sendMessageDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function _clearSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("messages{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .delete({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
    });
}
async function _clearDeserialize(result) {
    const expectedStatuses = ["204"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = { ...error.details, ..._clearDeserializeExceptionHeaders(result) };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _clearDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _clearDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Deletes all messages from the specified queue. */
async function clear(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _clearSend(context, { ...options, onResponse: _storageCompat.onResponse });
    await _clearDeserialize(result);
    const parsedHeaders = _clearDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
function _receiveMessagesSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("messages{?numofmessages,visibilitytimeout,timeout}", {
        numofmessages: options?.numberOfMessages,
        visibilitytimeout: options?.visibilityTimeout,
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .get({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
    });
}
async function _receiveMessagesDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._receiveMessagesDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return receivedMessagesXmlDeserializer(result.body);
}
function _receiveMessagesDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function _receiveMessagesDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Retrieves one or more messages from the front of the queue. */
async function receiveMessages(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _receiveMessagesSend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await _receiveMessagesDeserialize(result);
    const parsedHeaders = _receiveMessagesDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function _setAccessPolicySend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?comp=acl{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .put({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        contentType: "application/xml",
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
        body: !options?.queueAcl
            ? options?.queueAcl
            : signedIdentifiersXmlSerializer(options?.queueAcl),
    });
}
async function _setAccessPolicyDeserialize(result) {
    const expectedStatuses = ["204"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._setAccessPolicyDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _setAccessPolicyDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _setAccessPolicyDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Sets the permissions for the specified queue. */
async function setAccessPolicy(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _setAccessPolicySend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    await _setAccessPolicyDeserialize(result);
    const parsedHeaders = _setAccessPolicyDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
function _getAccessPolicySend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?comp=acl{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .get({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
    });
}
async function _getAccessPolicyDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._getAccessPolicyDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return signedIdentifiersXmlDeserializer(result.body);
}
function _getAccessPolicyDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function _getAccessPolicyDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Gets the access policy for the specified queue. */
async function getAccessPolicy(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _getAccessPolicySend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await _getAccessPolicyDeserialize(result);
    const parsedHeaders = _getAccessPolicyDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function _setMetadataSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?comp=metadata{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .put({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
    });
}
async function _setMetadataDeserialize(result) {
    const expectedStatuses = ["204"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._setMetadataDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _setMetadataDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _setMetadataDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Sets user-defined metadata for the specified queue. */
async function setMetadata(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _setMetadataSend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    await _setMetadataDeserialize(result);
    const parsedHeaders = _setMetadataDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
function _$deleteSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .delete({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
    });
}
async function _$deleteDeserialize(result) {
    const expectedStatuses = ["204"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = { ...error.details, ..._$deleteDeserializeExceptionHeaders(result) };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _$deleteDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _$deleteDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Permanently deletes the specified queue. */
/**
 *  @fixme delete is a reserved word that cannot be used as an operation name.
 *         Please add @clientName("clientName") or @clientName("<JS-Specific-Name>", "javascript")
 *         to the operation to override the generated name.
 */
async function $delete(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _$deleteSend(context, { ...options, onResponse: _storageCompat.onResponse });
    await _$deleteDeserialize(result);
    const parsedHeaders = _$deleteDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
function _getPropertiesSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?comp=metadata{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .get({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
    });
}
async function _getPropertiesDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._getPropertiesDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _getPropertiesDeserializeHeaders(result) {
    return {
        approximateMessagesCount: result.headers["x-ms-approximate-messages-count"] === undefined ||
            result.headers["x-ms-approximate-messages-count"] === null
            ? result.headers["x-ms-approximate-messages-count"]
            : Number(result.headers["x-ms-approximate-messages-count"]),
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _getPropertiesDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Returns all user-defined metadata and system properties for the specified queue. */
async function getProperties(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _getPropertiesSend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    await _getPropertiesDeserialize(result);
    const parsedHeaders = _getPropertiesDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
function _createSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .put({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
    });
}
async function _createDeserialize(result) {
    const expectedStatuses = ["201", "204"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = { ...error.details, ..._createDeserializeExceptionHeaders(result) };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _createDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _createDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/**
 * Creates a new queue. If a queue with the same name already exists, the operation succeeds when the metadata
 * is identical. If the metadata differs, the operation fails.
 */
async function create(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _createSend(context, { ...options, onResponse: _storageCompat.onResponse });
    await _createDeserialize(result);
    const parsedHeaders = _createDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
//# sourceMappingURL=operations.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/classic/queue/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

function _getQueue(context) {
    return {
        deleteMessage: (messageId, popReceipt, options) => deleteMessage(context, messageId, popReceipt, options),
        updateMessage: (messageId, popReceipt, visibilityTimeout, options) => updateMessage(context, messageId, popReceipt, visibilityTimeout, options),
        peekMessages: (options) => peekMessages(context, options),
        sendMessage: (queueMessage, options) => sendMessage(context, queueMessage, options),
        clear: (options) => clear(context, options),
        receiveMessages: (options) => receiveMessages(context, options),
        setAccessPolicy: (options) => setAccessPolicy(context, options),
        getAccessPolicy: (options) => getAccessPolicy(context, options),
        setMetadata: (options) => setMetadata(context, options),
        delete: (options) => $delete(context, options),
        getProperties: (options) => getProperties(context, options),
        create: (options) => create(context, options),
    };
}
function _getQueueOperations(context) {
    return {
        ..._getQueue(context),
    };
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/api/service/operations.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.




function _getQueuesSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?comp=list{?prefix,marker,maxresults,timeout,include}", {
        prefix: options?.prefix,
        marker: options?.marker,
        maxresults: options?.maxresults,
        timeout: options?.timeoutInSeconds,
        include: !options?.include
            ? options?.include
            : options?.include.map((p) => {
                return p;
            }),
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .get({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
    });
}
async function _getQueuesDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = { ...error.details, ..._getQueuesDeserializeExceptionHeaders(result) };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return listQueuesResponseXmlDeserializer(result.body);
}
function _getQueuesDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function _getQueuesDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/** Returns a list of queues. */
async function getQueues(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _getQueuesSend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await _getQueuesDeserialize(result);
    const parsedHeaders = _getQueuesDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function _getUserDelegationKeySend(context, keyInfo, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?restype=service&comp=userdelegationkey{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .post({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        contentType: "application/xml",
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
        body: keyInfoXmlSerializer(keyInfo),
    });
}
async function _getUserDelegationKeyDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._getUserDelegationKeyDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return userDelegationKeyXmlDeserializer(result.body);
}
function _getUserDelegationKeyDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function _getUserDelegationKeyDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/**
 * Retrieves a user delegation key for the Queue service. This is only a valid operation when using bearer
 * token authentication.
 */
async function getUserDelegationKey(context, keyInfo, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _getUserDelegationKeySend(context, keyInfo, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await _getUserDelegationKeyDeserialize(result);
    const parsedHeaders = _getUserDelegationKeyDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function _getStatisticsSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?restype=service&comp=stats{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .get({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
    });
}
async function _getStatisticsDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._getStatisticsDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return queueServiceStatsXmlDeserializer(result.body);
}
function _getStatisticsDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function _getStatisticsDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/**
 * Retrieves statistics related to replication for the Queue service. It is only available on the secondary
 * location endpoint when read-access geo-redundant replication is enabled for the storage account.
 */
async function getStatistics(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _getStatisticsSend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await _getStatisticsDeserialize(result);
    const parsedHeaders = _getStatisticsDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function operations_getPropertiesSend(context, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?restype=service&comp=properties{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .get({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            accept: "application/xml",
            ...options.requestOptions?.headers,
        },
    });
}
async function operations_getPropertiesDeserialize(result) {
    const expectedStatuses = ["200"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ...operations_getPropertiesDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return queueServicePropertiesXmlDeserializer(result.body);
}
function operations_getPropertiesDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
        contentType: result.headers["content-type"],
    };
}
function operations_getPropertiesDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/**
 * Retrieves properties of a storage account's Queue service, including properties for Storage Analytics and
 * CORS (Cross-Origin Resource Sharing) rules.
 */
async function operations_getProperties(context, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await operations_getPropertiesSend(context, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    const parsedBody = await operations_getPropertiesDeserialize(result);
    const parsedHeaders = operations_getPropertiesDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), parsedBody, parsedHeaders);
}
function _setPropertiesSend(context, queueServiceProperties, options = { requestOptions: {} }) {
    const path = expandUrlTemplate("?restype=service&comp=properties{?timeout}", {
        timeout: options?.timeoutInSeconds,
    }, {
        allowReserved: options?.requestOptions?.skipUrlEncoding,
    });
    return context
        .path(path)
        .put({
        ...(0,_azure_rest_core_client_dist_esm/* operationOptionsToRequestParameters */.Iq)(options),
        contentType: "application/xml",
        headers: {
            "x-ms-version": context.version ?? "2026-04-06",
            ...(options?.clientRequestId !== undefined
                ? { "x-ms-client-request-id": options?.clientRequestId }
                : {}),
            ...options.requestOptions?.headers,
        },
        body: queueServicePropertiesXmlSerializer(queueServiceProperties),
    });
}
async function _setPropertiesDeserialize(result) {
    const expectedStatuses = ["202"];
    if (!expectedStatuses.includes(result.status)) {
        const error = (0,_azure_rest_core_client_dist_esm/* createRestError */.t$)(result);
        error.details = errorXmlDeserializer(result.body);
        error.details = {
            ...error.details,
            ..._setPropertiesDeserializeExceptionHeaders(result),
        };
        error.details = { ...error.details, errorCode: result.headers["x-ms-error-code"] };
        const restErrorCodeValue = result.headers["x-ms-error-code"];
        if (restErrorCodeValue !== undefined) {
            error.code = restErrorCodeValue;
        }
        throw error;
    }
    return;
}
function _setPropertiesDeserializeHeaders(result) {
    return {
        version: result.headers["x-ms-version"],
        requestId: result.headers["x-ms-request-id"] === undefined || result.headers["x-ms-request-id"] === null
            ? result.headers["x-ms-request-id"]
            : result.headers["x-ms-request-id"],
        clientRequestId: result.headers["x-ms-client-request-id"] === undefined ||
            result.headers["x-ms-client-request-id"] === null
            ? result.headers["x-ms-client-request-id"]
            : result.headers["x-ms-client-request-id"],
        date: new Date(result.headers["date"]),
    };
}
function _setPropertiesDeserializeExceptionHeaders(result) {
    return {
        errorCode: result.headers["x-ms-error-code"] === undefined || result.headers["x-ms-error-code"] === null
            ? result.headers["x-ms-error-code"]
            : result.headers["x-ms-error-code"],
    };
}
/**
 * Sets properties for a storage account's Queue service endpoint, including properties for Storage Analytics
 * and CORS (Cross-Origin Resource Sharing) rules.
 */
async function setProperties(context, queueServiceProperties, options = { requestOptions: {} }) {
    const _storageCompat = createStorageCompatOnResponse(options.onResponse);
    const result = await _setPropertiesSend(context, queueServiceProperties, {
        ...options,
        onResponse: _storageCompat.onResponse,
    });
    await _setPropertiesDeserialize(result);
    const parsedHeaders = _setPropertiesDeserializeHeaders(result);
    return addStorageCompatResponse(_storageCompat.getRawResponse(), undefined, parsedHeaders);
}
//# sourceMappingURL=operations.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/classic/service/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

function _getService(context) {
    return {
        getQueues: (options) => getQueues(context, options),
        getUserDelegationKey: (keyInfo, options) => getUserDelegationKey(context, keyInfo, options),
        getStatistics: (options) => getStatistics(context, options),
        getProperties: (options) => operations_getProperties(context, options),
        setProperties: (queueServiceProperties, options) => setProperties(context, queueServiceProperties, options),
    };
}
function _getServiceOperations(context) {
    return {
        ..._getService(context),
    };
}
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/queuesClient.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.



class QueuesClient {
    _client;
    /** The pipeline used by this client to make requests */
    pipeline;
    constructor(endpointParam, credential, options = {}) {
        const prefixFromOptions = options?.userAgentOptions?.userAgentPrefix;
        const userAgentPrefix = prefixFromOptions
            ? `${prefixFromOptions} azsdk-js-client`
            : `azsdk-js-client`;
        this._client = createQueues(endpointParam, credential, {
            ...options,
            userAgentOptions: { userAgentPrefix },
        });
        this.pipeline = this._client.pipeline;
        this.queue = _getQueueOperations(this._client);
        this.service = _getServiceOperations(this._client);
    }
    /** The operation groups for queue */
    queue;
    /** The operation groups for service */
    service;
}
//# sourceMappingURL=queuesClient.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/models/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.

//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/generated/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.



//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/StorageClient.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.




class StorageClientContext {
    queuesClient;
    service;
    queue;
    constructor(url, options = {}) {
        const placeholderCredential = {
            async getToken() {
                throw new Error("Placeholder TokenCredential was used. Authentication must be configured via the HTTP pipeline.");
            },
        };
        this.queuesClient = new QueuesClient(url, placeholderCredential, options);
        this.service = this.queuesClient.service;
        this.queue = this.queuesClient.queue;
    }
}
/**
 * A StorageClient represents a based client class for {@link QueueServiceClient}, {@link QueueClient} and etc.
 */
class StorageClient {
    /**
     * URL string value.
     */
    url;
    accountName;
    /**
     * Request policy pipeline.
     *
     * @internal
     */
    pipeline;
    /**
     * Credential factory in the pipeline to authenticate requests to the service, such as AnonymousCredential, StorageSharedKeyCredential.
     * Initialized to an AnonymousCredential if not able to retrieve it from the pipeline.
     *
     * @internal
     */
    credential;
    /**
     * StorageClientContext is a reference to protocol layer operations entry, which is
     * generated by AutoRest generator.
     */
    storageClientContext;
    /**
     * Creates an instance of StorageClient.
     * @param url -
     * @param pipeline -
     */
    constructor(url, pipeline) {
        this.url = url;
        this.accountName = getAccountNameFromUrl(url);
        this.pipeline = pipeline;
        const pipelineOptions = pipeline.options;
        // Set maximum timeout for queue operations.
        // This was previously set manually in the retry policy specific to this package.
        // https://learn.microsoft.com/rest/api/storageservices/setting-timeouts-for-queue-service-operations
        if (pipelineOptions.retryOptions === undefined) {
            pipelineOptions.retryOptions = {
                tryTimeoutInMs: 30 * 1000,
            };
        }
        else if (pipelineOptions.retryOptions.tryTimeoutInMs === undefined) {
            pipelineOptions.retryOptions.tryTimeoutInMs = 30 * 1000;
        }
        const coreClientOptions = getCoreClientOptions(pipeline);
        this.credential = getCredentialFromPipeline(pipeline);
        const { pipeline: _corePipeline, httpClient, ...rest } = coreClientOptions;
        // Handle two different kinds of pipelines
        //   1. core pipeline from typespec-based version which can be used as-is
        //   2. core pipeline from autorest-based version which include serializationPolicy and deserializationPolicy.
        //      In this case we cannot reuse/mutate the pipeline so clone then remove the two.
        if (_corePipeline?.getOrderedPolicies().some((policy) => policy.name === "serializationPolicy")) {
            const clonedCorePipeline = _corePipeline.clone();
            clonedCorePipeline.removePolicy({ name: "deserializationPolicy" });
            clonedCorePipeline.removePolicy({ name: "serializationPolicy" });
            const clonedPipeline = new Pipeline(pipeline.factories);
            clonedPipeline._corePipeline = clonedCorePipeline;
            clonedPipeline._coreHttpClient = httpClient;
            clonedPipeline._credential = pipeline._credential;
            this.pipeline = clonedPipeline;
            this.storageClientContext = new StorageClientContext(this.url, {
                ...rest,
                pipeline: clonedCorePipeline,
                httpClient,
            });
        }
        else {
            this.pipeline = pipeline;
            this.storageClientContext = new StorageClientContext(this.url, coreClientOptions);
        }
    }
}
//# sourceMappingURL=StorageClient.js.map
// EXTERNAL MODULE: ./node_modules/@azure/core-tracing/dist/esm/index.js + 4 modules
var core_tracing_dist_esm = __webpack_require__(65433);
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/utils/tracing.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.


/**
 * Creates a span using the global tracer.
 * @internal
 */
const tracingClient = (0,core_tracing_dist_esm/* createTracingClient */.y)({
    packageName: "@azure/storage-queue",
    packageVersion: SDK_VERSION,
    namespace: "Microsoft.Storage",
});
//# sourceMappingURL=tracing.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/QueueSASPermissions.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.
/**
 * ONLY AVAILABLE IN NODE.JS RUNTIME.
 *
 * This is a helper class to construct a string representing the permissions granted by a ServiceSAS to a Queue. Setting
 * a value to true means that any SAS which uses these permissions will grant permissions for that operation. Once all
 * the values are set, this should be serialized with toString and set as the permissions field on a
 * {@link QueueSASSignatureValues} object. It is possible to construct the permissions string without this class, but
 * the order of the permissions is particular and this class guarantees correctness.
 */
class QueueSASPermissions {
    /**
     * Creates a {@link QueueSASPermissions} from the specified permissions string. This method will throw an
     * Error if it encounters a character that does not correspond to a valid permission.
     *
     * @param permissions -
     */
    static parse(permissions) {
        const queueSASPermissions = new QueueSASPermissions();
        for (const char of permissions) {
            switch (char) {
                case "r":
                    queueSASPermissions.read = true;
                    break;
                case "a":
                    queueSASPermissions.add = true;
                    break;
                case "u":
                    queueSASPermissions.update = true;
                    break;
                case "p":
                    queueSASPermissions.process = true;
                    break;
                default:
                    throw new RangeError(`Invalid permission: ${char}`);
            }
        }
        return queueSASPermissions;
    }
    /**
     * Specifies Read access granted.
     */
    read = false;
    /**
     * Specifies Add access granted.
     */
    add = false;
    /**
     * Specifies Update access granted.
     */
    update = false;
    /**
     * Specifies Process access granted.
     */
    process = false;
    /**
     * Converts the given permissions to a string. Using this method will guarantee the permissions are in an
     * order accepted by the service.
     *
     * @returns A string which represents the QueueSASPermissions
     */
    toString() {
        const permissions = [];
        if (this.read) {
            permissions.push("r");
        }
        if (this.add) {
            permissions.push("a");
        }
        if (this.update) {
            permissions.push("u");
        }
        if (this.process) {
            permissions.push("p");
        }
        return permissions.join("");
    }
}
//# sourceMappingURL=QueueSASPermissions.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/QueueSASSignatureValues.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.






function generateQueueSASQueryParameters(queueSASSignatureValues, sharedKeyCredentialOrUserDelegationKey, accountName) {
    return generateQueueSASQueryParametersInternal(queueSASSignatureValues, sharedKeyCredentialOrUserDelegationKey, accountName).sasQueryParameters;
}
function generateQueueSASQueryParametersInternal(queueSASSignatureValues, sharedKeyCredentialOrUserDelegationKey, accountName) {
    const version = queueSASSignatureValues.version
        ? queueSASSignatureValues.version
        : SERVICE_VERSION;
    const sharedKeyCredential = sharedKeyCredentialOrUserDelegationKey instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3
        ? sharedKeyCredentialOrUserDelegationKey
        : undefined;
    let userDelegationKeyCredential;
    if (sharedKeyCredential === undefined && accountName !== undefined) {
        userDelegationKeyCredential = new storage_common_dist_esm/* UserDelegationKeyCredential */.u7(accountName, sharedKeyCredentialOrUserDelegationKey);
    }
    if (sharedKeyCredential !== undefined) {
        return generateQueueSASQueryParametersDefault(queueSASSignatureValues, sharedKeyCredential);
    }
    else {
        if (version >= "2025-07-05") {
            return generateQueueSASQueryParametersUDK20250705(queueSASSignatureValues, userDelegationKeyCredential, accountName);
        }
        else {
            throw new RangeError("'version' must be >= '2025-07-05' when generating user delegation SAS using user delegation key.");
        }
    }
}
function generateQueueSASQueryParametersDefault(queueSASSignatureValues, sharedKeyCredential) {
    if (!queueSASSignatureValues.identifier &&
        !(queueSASSignatureValues.permissions && queueSASSignatureValues.expiresOn)) {
        throw new RangeError("Must provide 'permissions' and 'expiresOn' for Queue SAS generation when 'identifier' is not provided.");
    }
    const version = queueSASSignatureValues.version
        ? queueSASSignatureValues.version
        : SERVICE_VERSION;
    let verifiedPermissions;
    // Calling parse and toString guarantees the proper ordering and throws on invalid characters.
    if (queueSASSignatureValues.permissions) {
        verifiedPermissions = QueueSASPermissions.parse(queueSASSignatureValues.permissions.toString()).toString();
    }
    // Signature is generated on the un-url-encoded values.
    const stringToSign = [
        verifiedPermissions ? verifiedPermissions : "",
        queueSASSignatureValues.startsOn
            ? truncatedISO8061Date(queueSASSignatureValues.startsOn, false)
            : "",
        queueSASSignatureValues.expiresOn
            ? truncatedISO8061Date(queueSASSignatureValues.expiresOn, false)
            : "",
        getCanonicalName(sharedKeyCredential.accountName, queueSASSignatureValues.queueName),
        queueSASSignatureValues.identifier,
        queueSASSignatureValues.ipRange ? ipRangeToString(queueSASSignatureValues.ipRange) : "",
        queueSASSignatureValues.protocol ? queueSASSignatureValues.protocol : "",
        version,
    ].join("\n");
    const signature = sharedKeyCredential.computeHMACSHA256(stringToSign);
    return {
        sasQueryParameters: new SASQueryParameters(version, signature, verifiedPermissions, undefined, undefined, queueSASSignatureValues.protocol, queueSASSignatureValues.startsOn, queueSASSignatureValues.expiresOn, queueSASSignatureValues.ipRange, queueSASSignatureValues.identifier),
        stringToSign: stringToSign,
    };
}
function generateQueueSASQueryParametersUDK20250705(queueSASSignatureValues, userDelegationKeyCredential, accountName) {
    if (!(queueSASSignatureValues.permissions && queueSASSignatureValues.expiresOn)) {
        throw new RangeError("Must provide 'permissions' and 'expiresOn' for Queue SAS generation when generating user delegation SAS.");
    }
    const version = queueSASSignatureValues.version
        ? queueSASSignatureValues.version
        : SERVICE_VERSION;
    let verifiedPermissions;
    // Calling parse and toString guarantees the proper ordering and throws on invalid characters.
    if (queueSASSignatureValues.permissions) {
        verifiedPermissions = QueueSASPermissions.parse(queueSASSignatureValues.permissions.toString()).toString();
    }
    const resource = "q";
    // Signature is generated on the un-url-encoded values.
    const stringToSign = [
        verifiedPermissions ? verifiedPermissions : "",
        queueSASSignatureValues.startsOn
            ? truncatedISO8061Date(queueSASSignatureValues.startsOn, false)
            : "",
        queueSASSignatureValues.expiresOn
            ? truncatedISO8061Date(queueSASSignatureValues.expiresOn, false)
            : "",
        getCanonicalName(accountName, queueSASSignatureValues.queueName),
        userDelegationKeyCredential.userDelegationKey.signedObjectId,
        userDelegationKeyCredential.userDelegationKey.signedTenantId,
        userDelegationKeyCredential.userDelegationKey.signedStartsOn
            ? truncatedISO8061Date(userDelegationKeyCredential.userDelegationKey.signedStartsOn, false)
            : "",
        userDelegationKeyCredential.userDelegationKey.signedExpiresOn
            ? truncatedISO8061Date(userDelegationKeyCredential.userDelegationKey.signedExpiresOn, false)
            : "",
        userDelegationKeyCredential.userDelegationKey.signedService,
        userDelegationKeyCredential.userDelegationKey.signedVersion,
        userDelegationKeyCredential.userDelegationKey.signedDelegatedUserTenantId, // shared key delegation signed tenant id.
        queueSASSignatureValues.delegatedUserObjectId,
        queueSASSignatureValues.ipRange ? ipRangeToString(queueSASSignatureValues.ipRange) : "",
        queueSASSignatureValues.protocol ? queueSASSignatureValues.protocol : "",
        version,
    ].join("\n");
    const signature = userDelegationKeyCredential.computeHMACSHA256(stringToSign);
    return {
        sasQueryParameters: new SASQueryParameters(version, signature, verifiedPermissions, undefined, undefined, queueSASSignatureValues.protocol, queueSASSignatureValues.startsOn, queueSASSignatureValues.expiresOn, queueSASSignatureValues.ipRange, queueSASSignatureValues.identifier, resource, userDelegationKeyCredential.userDelegationKey, queueSASSignatureValues.delegatedUserObjectId),
        stringToSign: stringToSign,
    };
}
function getCanonicalName(accountName, queueName) {
    // Queue: "/queue/account/queueName"
    return `/queue/${accountName}/${queueName}`;
}
//# sourceMappingURL=QueueSASSignatureValues.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/QueueClient.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.











/**
 * A QueueClient represents a URL to an Azure Storage Queue's messages allowing you to manipulate its messages.
 */
class QueueClient extends StorageClient {
    _name;
    /**
     * The name of the queue.
     */
    get name() {
        return this._name;
    }
    constructor(urlOrConnectionString, credentialOrPipelineOrQueueName, 
    // Legacy, no way to fix the eslint error without breaking. Disable the rule for this line.
    /* eslint-disable-next-line @azure/azure-sdk/ts-naming-options */
    options) {
        options = options || {};
        let pipeline;
        let url;
        if (isPipelineLike(credentialOrPipelineOrQueueName)) {
            // (url: string, pipeline: Pipeline)
            url = urlOrConnectionString;
            pipeline = credentialOrPipelineOrQueueName;
        }
        else if ((core_util_dist_esm/* isNode */.Ll && credentialOrPipelineOrQueueName instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3) ||
            credentialOrPipelineOrQueueName instanceof storage_common_dist_esm/* AnonymousCredential */.tv ||
            (0,core_auth_dist_esm/* isTokenCredential */.Zp)(credentialOrPipelineOrQueueName)) {
            // (url: string, credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential, options?: StoragePipelineOptions)
            url = urlOrConnectionString;
            pipeline = newPipeline(credentialOrPipelineOrQueueName, options);
        }
        else if (!credentialOrPipelineOrQueueName &&
            typeof credentialOrPipelineOrQueueName !== "string") {
            // (url: string, credential?: StorageSharedKeyCredential | AnonymousCredential | TokenCredential, options?: StoragePipelineOptions)
            // The second parameter is undefined. Use anonymous credential.
            url = urlOrConnectionString;
            pipeline = newPipeline(new storage_common_dist_esm/* AnonymousCredential */.tv(), options);
        }
        else if (credentialOrPipelineOrQueueName &&
            typeof credentialOrPipelineOrQueueName === "string") {
            // (connectionString: string, containerName: string, queueName: string, options?: StoragePipelineOptions)
            const extractedCreds = extractConnectionStringParts(urlOrConnectionString);
            if (extractedCreds.kind === "AccountConnString") {
                if (core_util_dist_esm/* isNode */.Ll) {
                    const queueName = credentialOrPipelineOrQueueName;
                    const sharedKeyCredential = new storage_common_dist_esm/* StorageSharedKeyCredential */.Z3(extractedCreds.accountName, extractedCreds.accountKey);
                    url = appendToURLPath(extractedCreds.url, queueName);
                    if (!options.proxyOptions) {
                        options.proxyOptions = (0,esm/* getDefaultProxySettings */.nV)(extractedCreds.proxyUri);
                    }
                    pipeline = newPipeline(sharedKeyCredential, options);
                }
                else {
                    throw new Error("Account connection string is only supported in Node.js environment");
                }
            }
            else if (extractedCreds.kind === "SASConnString") {
                const queueName = credentialOrPipelineOrQueueName;
                url = appendToURLPath(extractedCreds.url, queueName) + "?" + extractedCreds.accountSas;
                pipeline = newPipeline(new storage_common_dist_esm/* AnonymousCredential */.tv(), options);
            }
            else {
                throw new Error("Connection string must be either an Account connection string or a SAS connection string");
            }
        }
        else {
            throw new Error("Expecting non-empty strings for queueName parameter");
        }
        super(url, pipeline);
        this._name = this.getQueueNameFromUrl();
    }
    /**
     * Creates a new queue under the specified account.
     * @see https://learn.microsoft.com/rest/api/storageservices/create-queue4
     *
     * @param options - Options to Queue create operation.
     * @returns Response data for the Queue create operation.
     *
     * Example usage:
     *
     * ```ts snippet:ReadmeSampleCreateQueue
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * const queueName = "<valid queue name>";
     * const queueClient = queueServiceClient.getQueueClient(queueName);
     * const createQueueResponse = await queueClient.create();
     * console.log(
     *   `Created queue ${queueName} successfully, service assigned request Id: ${createQueueResponse.requestId}`,
     * );
     * ```
     */
    async create(options = {}) {
        return tracingClient.withSpan("QueueClient-create", options, async (updatedOptions) => {
            const metadataHeaders = metadataToRawHeaders(options.metadata);
            const { metadata: _metadata, ...restOptions } = updatedOptions;
            return assertResponse(adjustResponse(await this.storageClientContext.queue.create({
                ...restOptions,
                requestOptions: {
                    headers: metadataHeaders,
                },
            })));
        });
    }
    /**
     * Creates a new queue under the specified account if it doesn't already exist.
     * If the queue already exists, it is not changed.
     * @see https://learn.microsoft.com/rest/api/storageservices/create-queue4
     *
     * @param options -
     */
    async createIfNotExists(options = {}) {
        return tracingClient.withSpan("QueueClient-createIfNotExists", options, async (updatedOptions) => {
            try {
                const response = await this.create(updatedOptions);
                // When a queue with the specified name already exists, the Queue service checks the metadata associated with the existing queue.
                // If the existing metadata is identical to the metadata specified on the Create Queue request, status code 204 (No Content) is returned.
                // If the existing metadata does not match, the operation fails and status code 409 (Conflict) is returned.
                if (response._response.status === 204) {
                    return {
                        succeeded: false,
                        ...response,
                    };
                }
                return {
                    succeeded: true,
                    ...response,
                };
            }
            catch (e) {
                if (e.statusCode === 204) {
                    return {
                        succeeded: false,
                        errorCode: e.details?.errorCode,
                        ...e.response?.parsedHeaders,
                        _response: e.response,
                    };
                }
                if (e.details?.errorCode === "QueueAlreadyExists") {
                    return {
                        succeeded: false,
                        errorCode: e.details?.errorCode,
                        ...e.response?.parsedHeaders,
                        _response: e.response,
                    };
                }
                throw e;
            }
        });
    }
    /**
     * Deletes the specified queue permanently if it exists.
     * @see https://learn.microsoft.com/rest/api/storageservices/delete-queue3
     *
     * @param options -
     */
    async deleteIfExists(options = {}) {
        return tracingClient.withSpan("QueueClient-deleteIfExists", options, async (updatedOptions) => {
            try {
                const res = await this.delete(updatedOptions);
                return {
                    succeeded: true,
                    ...res,
                };
            }
            catch (e) {
                if (e.details?.errorCode === "QueueNotFound") {
                    return {
                        succeeded: false,
                        errorCode: e.details?.errorCode,
                        ...e.response?.parsedHeaders,
                        _response: e.response,
                    };
                }
                throw e;
            }
        });
    }
    /**
     * Deletes the specified queue permanently.
     * @see https://learn.microsoft.com/rest/api/storageservices/delete-queue3
     *
     * @param options - Options to Queue delete operation.
     * @returns Response data for the Queue delete operation.
     *
     * Example usage:
     *
     * ```ts snippet:ReadmeSampleDeleteQueue
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * const queueName = "<valid queue name>";
     * const queueClient = queueServiceClient.getQueueClient(queueName);
     * const deleteQueueResponse = await queueClient.delete();
     * console.log(
     *   `Deleted queue successfully, service assigned request Id: ${deleteQueueResponse.requestId}`,
     * );
     * ```
     */
    async delete(options = {}) {
        return tracingClient.withSpan("QueueClient-delete", options, async (updatedOptions) => {
            return assertResponse(adjustResponse(await this.storageClientContext.queue.delete({
                abortSignal: options.abortSignal,
                tracingOptions: updatedOptions.tracingOptions,
            })));
        });
    }
    /**
     * Returns true if the specified queue exists; false otherwise.
     *
     * NOTE: use this function with care since an existing queue might be deleted by other clients or
     * applications. Vice versa new queues might be added by other clients or applications after this
     * function completes.
     *
     * @param options - options to Exists operation.
     */
    async exists(options = {}) {
        return tracingClient.withSpan("QueueClient-exists", options, async (updatedOptions) => {
            try {
                await this.getProperties(updatedOptions);
                return true;
            }
            catch (e) {
                if (e.statusCode === 404) {
                    return false;
                }
                throw e;
            }
        });
    }
    /**
     * Gets all user-defined metadata and system properties for the specified
     * queue. Metadata is associated with the queue as name-values pairs.
     * @see https://learn.microsoft.com/rest/api/storageservices/get-queue-metadata
     *
     * WARNING: The `metadata` object returned in the response will have its keys in lowercase, even if
     * they originally contained uppercase characters. This differs from the metadata keys returned by
     * the `listQueues` method of {@link QueueServiceClient} using the `includeMetadata` option, which
     * will retain their original casing.
     *
     * @param options - Options to Queue get properties operation.
     * @returns Response data for the Queue get properties operation.
     */
    async getProperties(options = {}) {
        return tracingClient.withSpan("QueueClient-getProperties", options, async (updatedOptions) => {
            const rawResult = await this.storageClientContext.queue.getProperties(updatedOptions);
            const result = adjustResponse(rawResult);
            // Extract metadata from raw response headers (x-ms-meta-* headers)
            const headers = result._response.headers;
            const rawHeaders = typeof headers.rawHeaders === "function" ? headers.rawHeaders() : {};
            const metadata = {};
            for (const key of Object.keys(rawHeaders)) {
                if (key.toLowerCase().startsWith("x-ms-meta-")) {
                    const metadataKey = key.substring("x-ms-meta-".length);
                    metadata[metadataKey] = rawHeaders[key];
                }
            }
            result.metadata = Object.keys(metadata).length > 0 ? metadata : undefined;
            return assertResponse(result);
        });
    }
    /**
     * Sets one or more user-defined name-value pairs for the specified queue.
     *
     * If no option provided, or no metadata defined in the option parameter, the queue
     * metadata will be removed.
     * @see https://learn.microsoft.com/rest/api/storageservices/set-queue-metadata
     *
     * @param metadata - If no metadata provided, all existing metadata will be removed.
     * @param options - Options to Queue set metadata operation.
     * @returns Response data for the Queue set metadata operation.
     */
    async setMetadata(metadata, options = {}) {
        return tracingClient.withSpan("QueueClient-setMetadata", options, async (updatedOptions) => {
            const metadataHeaders = metadataToRawHeaders(metadata);
            return assertResponse(adjustResponse(await this.storageClientContext.queue.setMetadata({
                ...updatedOptions,
                requestOptions: {
                    headers: metadataHeaders,
                },
            })));
        });
    }
    /**
     * Gets details about any stored access policies specified on the queue that may be used with Shared Access Signatures.
     *
     * WARNING: JavaScript Date will potential lost precision when parsing start and expiry string.
     * For example, new Date("2018-12-31T03:44:23.8827891Z").toISOString() will get "2018-12-31T03:44:23.882Z".
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/get-queue-acl
     *
     * @param options - Options to Queue get access policy operation.
     * @returns Response data for the Queue get access policy operation.
     */
    async getAccessPolicy(options = {}) {
        return tracingClient.withSpan("QueueClient-getAccessPolicy", options, async (updatedOptions) => {
            const response = assertResponse(adjustResponse(await this.storageClientContext.queue.getAccessPolicy({
                abortSignal: options.abortSignal,
                tracingOptions: updatedOptions.tracingOptions,
            })));
            const res = {
                _response: response._response,
                date: response.date,
                requestId: response.requestId,
                clientRequestId: response.clientRequestId,
                signedIdentifiers: [],
                version: response.version,
                errorCode: response.errorCode,
            };
            for (const identifier of response.items || []) {
                let accessPolicy = undefined;
                if (identifier.accessPolicy) {
                    accessPolicy = {
                        permissions: identifier.accessPolicy.permissions,
                    };
                    if (identifier.accessPolicy.expiresOn) {
                        accessPolicy.expiresOn = new Date(identifier.accessPolicy.expiresOn);
                    }
                    if (identifier.accessPolicy.startsOn) {
                        accessPolicy.startsOn = new Date(identifier.accessPolicy.startsOn);
                    }
                }
                res.signedIdentifiers.push({
                    accessPolicy,
                    id: identifier.id,
                });
            }
            return res;
        });
    }
    /**
     * Sets stored access policies for the queue that may be used with Shared Access Signatures.
     * @see https://learn.microsoft.com/rest/api/storageservices/set-queue-acl
     *
     * @param queueAcl -
     * @param options - Options to Queue set access policy operation.
     * @returns Response data for the Queue set access policy operation.
     */
    async setAccessPolicy(queueAcl, options = {}) {
        return tracingClient.withSpan("QueueClient-setAccessPolicy", options, async (updatedOptions) => {
            const acl = [];
            for (const identifier of queueAcl || []) {
                acl.push({
                    accessPolicy: {
                        expiresOn: identifier.accessPolicy.expiresOn
                            ? truncatedISO8061Date(identifier.accessPolicy.expiresOn)
                            : undefined,
                        permissions: identifier.accessPolicy.permissions,
                        startsOn: identifier.accessPolicy.startsOn
                            ? truncatedISO8061Date(identifier.accessPolicy.startsOn)
                            : undefined,
                    },
                    id: identifier.id,
                });
            }
            return assertResponse(adjustResponse(await this.storageClientContext.queue.setAccessPolicy({
                ...updatedOptions,
                queueAcl: { items: acl },
            })));
        });
    }
    /**
     * Clear deletes all messages from a queue.
     * @see https://learn.microsoft.com/rest/api/storageservices/clear-messages
     *
     * @param options - Options to clear messages operation.
     * @returns Response data for the clear messages operation.
     */
    async clearMessages(options = {}) {
        return tracingClient.withSpan("QueueClient-clearMessages", options, async (updatedOptions) => {
            return assertResponse(adjustResponse(await this.storageClientContext.queue.clear(updatedOptions)));
        });
    }
    /**
     * sendMessage adds a new message to the back of a queue. The visibility timeout specifies how long
     * the message should be invisible to Dequeue and Peek operations.
     * The message content is up to 64KB in size, and must be in a format that can be included in an XML request with UTF-8 encoding.
     * To include markup in the message, the contents of the message must either be XML-escaped or Base64-encode.
     * @see https://learn.microsoft.com/rest/api/storageservices/put-message
     *
     * @param messageText - Text of the message to send
     * @param options - Options to send messages operation.
     * @returns Response data for the send messages operation.
     *
     * Example usage:
     *
     * ```ts snippet:ReadmeSampleSendMessage
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * const queueName = "<valid queue name>";
     * const queueClient = queueServiceClient.getQueueClient(queueName);
     * // Send a message into the queue using the sendMessage method.
     * const sendMessageResponse = await queueClient.sendMessage("Hello World!");
     * console.log(
     *   `Sent message successfully, service assigned message Id: ${sendMessageResponse.messageId}, service assigned request Id: ${sendMessageResponse.requestId}`,
     * );
     * ```
     */
    async sendMessage(messageText, options = {}) {
        return tracingClient.withSpan("QueueClient-sendMessage", options, async (updatedOptions) => {
            const response = assertResponse(adjustResponse(await this.storageClientContext.queue.sendMessage({
                messageText: messageText,
            }, updatedOptions)));
            const items = response.items || [];
            const item = items[0] || {};
            return {
                _response: response._response,
                date: response.date,
                requestId: response.requestId,
                clientRequestId: response.clientRequestId,
                version: response.version,
                errorCode: response.errorCode,
                messageId: item.messageId,
                popReceipt: item.popReceipt,
                nextVisibleOn: item.nextVisibleOn,
                insertedOn: item.insertedOn,
                expiresOn: item.expiresOn,
            };
        });
    }
    /**
     * receiveMessages retrieves one or more messages from the front of the queue.
     * @see https://learn.microsoft.com/rest/api/storageservices/get-messages
     *
     * @param options - Options to receive messages operation.
     * @returns Response data for the receive messages operation.
     *
     * Example usage:
     *
     * ```ts snippet:ReadmeSampleReceiveMessage
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * const queueName = "<valid queue name>";
     * const queueClient = queueServiceClient.getQueueClient(queueName);
     * const response = await queueClient.receiveMessages();
     * if (response.receivedMessageItems.length === 1) {
     *   const receivedMessageItem = response.receivedMessageItems[0];
     *   console.log(`Processing & deleting message with content: ${receivedMessageItem.messageText}`);
     *   const deleteMessageResponse = await queueClient.deleteMessage(
     *     receivedMessageItem.messageId,
     *     receivedMessageItem.popReceipt,
     *   );
     *   console.log(
     *     `Delete message successfully, service assigned request Id: ${deleteMessageResponse.requestId}`,
     *   );
     * }
     * ```
     */
    async receiveMessages(options = {}) {
        return tracingClient.withSpan("QueueClient-receiveMessages", options, async (updatedOptions) => {
            const response = assertResponse(adjustResponse(await this.storageClientContext.queue.receiveMessages(updatedOptions)));
            const res = {
                _response: response._response,
                date: response.date,
                requestId: response.requestId,
                clientRequestId: response.clientRequestId,
                receivedMessageItems: [],
                version: response.version,
                errorCode: response.errorCode,
            };
            const items = response.items || [];
            for (const item of items) {
                res.receivedMessageItems.push(item);
            }
            return res;
        });
    }
    /**
     * peekMessages retrieves one or more messages from the front of the queue but does not alter the visibility of the message.
     * @see https://learn.microsoft.com/rest/api/storageservices/peek-messages
     *
     * @param options - Options to peek messages operation.
     * @returns Response data for the peek messages operation.
     *
     * Example usage:
     *
     * ```ts snippet:ReadmeSamplePeekMessage
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * const queueName = "<valid queue name>";
     * const queueClient = queueServiceClient.getQueueClient(queueName);
     * const peekMessagesResponse = await queueClient.peekMessages();
     * console.log(`The peeked message is: ${peekMessagesResponse.peekedMessageItems[0].messageText}`);
     * ```
     */
    async peekMessages(options = {}) {
        return tracingClient.withSpan("QueueClient-peekMessages", options, async (updatedOptions) => {
            const response = assertResponse(adjustResponse(await this.storageClientContext.queue.peekMessages(updatedOptions)));
            const res = {
                _response: response._response,
                date: response.date,
                requestId: response.requestId,
                clientRequestId: response.clientRequestId,
                peekedMessageItems: [],
                version: response.version,
                errorCode: response.errorCode,
            };
            const items = response.items || [];
            for (const item of items) {
                res.peekedMessageItems.push(item);
            }
            return res;
        });
    }
    /**
     * deleteMessage permanently removes the specified message from its queue.
     * @see https://learn.microsoft.com/rest/api/storageservices/delete-message2
     *
     * @param messageId - Id of the message.
     * @param popReceipt - A valid pop receipt value returned from an earlier call to the receive messages or update message operation.
     * @param options - Options to delete message operation.
     * @returns Response data for the delete message operation.
     */
    async deleteMessage(messageId, popReceipt, options = {}) {
        return tracingClient.withSpan("QueueClient-deleteMessage", options, async (updatedOptions) => {
            return assertResponse(adjustResponse(await this.storageClientContext.queue.deleteMessage(messageId, popReceipt, updatedOptions)));
        });
    }
    /**
     * Update changes a message's visibility timeout and contents.
     * The message content is up to 64KB in size, and must be in a format that can be included in an XML request with UTF-8 encoding.
     * To include markup in the message, the contents of the message must either be XML-escaped or Base64-encode.
     * @see https://learn.microsoft.com/rest/api/storageservices/update-message
     *
     * @param messageId - Id of the message
     * @param popReceipt - A valid pop receipt value returned from an earlier call to the receive messages or update message operation.
     * @param message - Message to update. If this parameter is undefined, then the content of the message won't be updated.
     * @param visibilityTimeout - Specifies the new visibility timeout value, in seconds,
     *                                   relative to server time. The new value must be larger than or equal to 0,
     *                                   and cannot be larger than 7 days. The visibility timeout of a message cannot
     *                                   be set to a value later than the expiry time.
     *                                   A message can be updated until it has been deleted or has expired.
     * @param options - Options to update message operation.
     * @returns Response data for the update message operation.
     */
    async updateMessage(messageId, popReceipt, message, visibilityTimeout, options = {}) {
        return tracingClient.withSpan("QueueClient-updateMessage", options, async (updatedOptions) => {
            let queueMessage = undefined;
            if (message !== undefined) {
                queueMessage = { messageText: message };
            }
            return assertResponse(adjustResponse(await this.storageClientContext.queue.updateMessage(messageId, popReceipt, visibilityTimeout || 0, {
                abortSignal: options.abortSignal,
                tracingOptions: updatedOptions.tracingOptions,
                queueMessage,
            })));
        });
    }
    getQueueNameFromUrl() {
        let queueName;
        try {
            //  URL may look like the following
            // "https://myaccount.queue.core.windows.net/myqueue?sasString".
            // "https://myaccount.queue.core.windows.net/myqueue".
            // IPv4/IPv6 address hosts, Endpoints - `http://127.0.0.1:10001/devstoreaccount1/myqueue`
            // http://localhost:10001/devstoreaccount1/queuename
            const parsedUrl = new URL(this.url);
            if (parsedUrl.hostname.split(".")[1] === "queue") {
                // "https://myaccount.queue.core.windows.net/queuename".
                // .getPath() -> /queuename
                queueName = parsedUrl.pathname.split("/")[1];
            }
            else if (isIpEndpointStyle(parsedUrl)) {
                // IPv4/IPv6 address hosts... Example - http://192.0.0.10:10001/devstoreaccount1/queuename
                // Single word domain without a [dot] in the endpoint... Example - http://localhost:10001/devstoreaccount1/queuename
                // .getPath() -> /devstoreaccount1/queuename
                queueName = parsedUrl.pathname.split("/")[2];
            }
            else {
                // "https://customdomain.com/queuename".
                // .getPath() -> /queuename
                queueName = parsedUrl.pathname.split("/")[1];
            }
            if (!queueName) {
                throw new Error("Provided queueName is invalid.");
            }
            return queueName;
        }
        catch (error) {
            throw new Error("Unable to extract queueName with provided information.");
        }
    }
    /**
     * Only available for QueueClient constructed with a shared key credential.
     *
     * Generates a Service Shared Access Signature (SAS) URI based on the client properties
     * and parameters passed in. The SAS is signed by the shared key credential of the client.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/constructing-a-service-sas
     *
     * @param options - Optional parameters.
     * @returns The SAS URI consisting of the URI to the resource represented by this client, followed by the generated SAS token.
     */
    generateSasUrl(options) {
        if (!(this.credential instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3)) {
            throw RangeError("Can only generate the SAS when the client is initialized with a shared key credential");
        }
        const sas = generateQueueSASQueryParameters({
            queueName: this.name,
            ...options,
        }, this.credential).toString();
        return appendToURLQuery(this.url, sas);
    }
    /**
     * Only available for QueueClient constructed with a shared key credential.
     *
     * Generates string to sign for a Service Shared Access Signature (SAS) URI based on the client properties
     * and parameters passed in. The SAS is signed by the shared key credential of the client.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/constructing-a-service-sas
     *
     * @param options - Optional parameters.
     * @returns The SAS URI consisting of the URI to the resource represented by this client, followed by the generated SAS token.
     */
    /* eslint-disable-next-line @azure/azure-sdk/ts-naming-options*/
    generateSasStringToSign(options) {
        if (!(this.credential instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3)) {
            throw RangeError("Can only generate the SAS when the client is initialized with a shared key credential");
        }
        return generateQueueSASQueryParametersInternal({
            queueName: this.name,
            ...options,
        }, this.credential).stringToSign;
    }
    /**
     *
     * Generates a Service Shared Access Signature (SAS) URI based on the client properties
     * and parameters passed in. The SAS is signed by the user delegation key credential input.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/constructing-a-service-sas
     *
     * @param options - Optional parameters.
     * @param userDelegationKey - user delegation key used to sign the SAS URI
     * @returns The SAS URI consisting of the URI to the resource represented by this client, followed by the generated SAS token.
     */
    generateUserDelegationSasUrl(options, userDelegationKey) {
        const sas = generateQueueSASQueryParameters({
            queueName: this.name,
            ...options,
        }, userDelegationKey, this.accountName).toString();
        return appendToURLQuery(this.url, sas);
    }
    /**
     *
     * Generates a Service Shared Access Signature (SAS) URI based on the client properties
     * and parameters passed in. The SAS is signed by the user delegation key credential input.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/constructing-a-service-sas
     *
     * @param options - Optional parameters.
     * @param userDelegationKey - user delegation key used to sign the SAS URI
     * @returns The SAS URI consisting of the URI to the resource represented by this client, followed by the generated SAS token.
     */
    generateUserDelegationStringToSign(options, userDelegationKey) {
        return generateQueueSASQueryParametersInternal({
            queueName: this.name,
            ...options,
        }, userDelegationKey, this.accountName).stringToSign;
    }
}
//# sourceMappingURL=QueueClient.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/QueueServiceClient.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.













function isQueueGetUserDelegationKeyParameters(parameter) {
    if (!parameter || typeof parameter !== "object") {
        return false;
    }
    const castParameter = parameter;
    return castParameter.expiresOn instanceof Date;
}
/**
 * A QueueServiceClient represents a URL to the Azure Storage Queue service allowing you
 * to manipulate queues.
 */
class QueueServiceClient extends StorageClient {
    /**
     * Creates an instance of QueueServiceClient.
     *
     * @param connectionString - Account connection string or a SAS connection string of an Azure storage account.
     *                                  [ Note - Account connection string can only be used in NODE.JS runtime. ]
     *                                  Account connection string example -
     *                                  `DefaultEndpointsProtocol=https;AccountName=myaccount;AccountKey=accountKey;EndpointSuffix=core.windows.net`
     *                                  SAS connection string example -
     *                                  `BlobEndpoint=https://myaccount.blob.core.windows.net/;QueueEndpoint=https://myaccount.queue.core.windows.net/;FileEndpoint=https://myaccount.file.core.windows.net/;TableEndpoint=https://myaccount.table.core.windows.net/;SharedAccessSignature=sasString`
     * @param options - Options to configure the HTTP pipeline.
     * @returns A new QueueServiceClient object from the given connection string.
     */
    static fromConnectionString(connectionString, 
    // Legacy, no way to fix the eslint error without breaking. Disable the rule for this line.
    /* eslint-disable-next-line @azure/azure-sdk/ts-naming-options */
    options) {
        options = options || {};
        const extractedCreds = extractConnectionStringParts(connectionString);
        if (extractedCreds.kind === "AccountConnString") {
            if (core_util_dist_esm/* isNodeLike */.qx) {
                const sharedKeyCredential = new storage_common_dist_esm/* StorageSharedKeyCredential */.Z3(extractedCreds.accountName, extractedCreds.accountKey);
                if (!options.proxyOptions) {
                    options.proxyOptions = (0,esm/* getDefaultProxySettings */.nV)(extractedCreds.proxyUri);
                }
                const pipeline = newPipeline(sharedKeyCredential, options);
                return new QueueServiceClient(extractedCreds.url, pipeline);
            }
            else {
                throw new Error("Account connection string is only supported in Node.js environment");
            }
        }
        else if (extractedCreds.kind === "SASConnString") {
            const pipeline = newPipeline(new storage_common_dist_esm/* AnonymousCredential */.tv(), options);
            return new QueueServiceClient(extractedCreds.url + "?" + extractedCreds.accountSas, pipeline);
        }
        else {
            throw new Error("Connection string must be either an Account connection string or a SAS connection string");
        }
    }
    /**
     * serviceContext provided by protocol layer.
     */
    serviceContext;
    constructor(url, credentialOrPipeline, 
    // Legacy, no way to fix the eslint error without breaking. Disable the rule for this line.
    /* eslint-disable-next-line @azure/azure-sdk/ts-naming-options */
    options) {
        let pipeline;
        if (isPipelineLike(credentialOrPipeline)) {
            pipeline = credentialOrPipeline;
        }
        else if ((core_util_dist_esm/* isNodeLike */.qx && credentialOrPipeline instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3) ||
            credentialOrPipeline instanceof storage_common_dist_esm/* AnonymousCredential */.tv ||
            (0,core_auth_dist_esm/* isTokenCredential */.Zp)(credentialOrPipeline)) {
            pipeline = newPipeline(credentialOrPipeline, options);
        }
        else {
            // The second parameter is undefined. Use anonymous credential.
            pipeline = newPipeline(new storage_common_dist_esm/* AnonymousCredential */.tv(), options);
        }
        super(url, pipeline);
        this.serviceContext = this.storageClientContext.service;
    }
    /**
     * Creates a {@link QueueClient} object.
     *
     * @param queueName -
     * @returns a new QueueClient
     *
     * Example usage:
     *
     * ```ts snippet:ReadmeSampleCreateQueue
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * const queueName = "<valid queue name>";
     * const queueClient = queueServiceClient.getQueueClient(queueName);
     * const createQueueResponse = await queueClient.create();
     * console.log(
     *   `Created queue ${queueName} successfully, service assigned request Id: ${createQueueResponse.requestId}`,
     * );
     * ```
     */
    getQueueClient(queueName) {
        return new QueueClient(appendToURLPath(this.url, queueName), this.pipeline);
    }
    /**
     * Returns a list of the queues under the specified account.
     * @see https://learn.microsoft.com/rest/api/storageservices/list-queues1
     *
     * @param marker - A string value that identifies the portion of
     *                        the list of queues to be returned with the next listing operation. The
     *                        operation returns the continuationToken value within the response body if the
     *                        listing operation did not return all queues remaining to be listed
     *                        with the current page. The continuationToken value can be used as the value for
     *                        the marker parameter in a subsequent call to request the next page of list
     *                        items. The marker value is opaque to the client.
     * @param options - Options to list queues operation.
     * @returns Response data for the list queues segment operation.
     */
    async listQueuesSegment(marker, options = {}) {
        if (options.prefix === "") {
            options.prefix = undefined;
        }
        return tracingClient.withSpan("QueueServiceClient-listQueuesSegment", options, async (updatedOptions) => {
            return assertResponse(adjustResponse(await this.serviceContext.getQueues({
                ...updatedOptions,
                marker,
                maxresults: options.maxPageSize,
                include: options.include === undefined
                    ? undefined
                    : [options.include],
            })));
        });
    }
    /**
     * Returns an AsyncIterableIterator for {@link ServiceListQueuesSegmentResponse} objects
     *
     * @param marker - A string value that identifies the portion of
     *                        the list of queues to be returned with the next listing operation. The
     *                        operation returns the continuationToken value within the response body if the
     *                        listing operation did not return all queues remaining to be listed
     *                        with the current page. The continuationToken value can be used as the value for
     *                        the marker parameter in a subsequent call to request the next page of list
     *                        items. The marker value is opaque to the client.
     * @param options - Options to list queues operation.
     */
    async *listSegments(marker, options = {}) {
        if (options.prefix === "") {
            options.prefix = undefined;
        }
        let listQueuesResponse;
        do {
            listQueuesResponse = await this.listQueuesSegment(marker, options);
            marker = listQueuesResponse.continuationToken;
            yield await listQueuesResponse;
        } while (marker);
    }
    /**
     * Returns an AsyncIterableIterator for {@link QueueItem} objects
     *
     * @param options - Options to list queues operation.
     */
    async *listItems(options = {}) {
        if (options.prefix === "") {
            options.prefix = undefined;
        }
        let marker;
        for await (const segment of this.listSegments(marker, options)) {
            if (segment.queueItems) {
                yield* segment.queueItems;
            }
        }
    }
    /**
     * Returns an async iterable iterator to list all the queues
     * under the specified account.
     *
     * .byPage() returns an async iterable iterator to list the queues in pages.
     *
     * Example using `for await` syntax:
     *
     * ```ts snippet:ReadmeSampleListQueues
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * let i = 1;
     * for await (const item of queueServiceClient.listQueues()) {
     *   console.log(`Queue${i++}: ${item.name}`);
     * }
     * ```
     *
     * Example using `iter.next()`:
     *
     * ```ts snippet:ReadmeSampleListQueues_Iterator
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * let i = 1;
     * const iterator = queueServiceClient.listQueues();
     * let { done, value } = await iterator.next();
     * while (!done) {
     *   console.log(`Queue${i++}: ${value.name}`);
     *   ({ done, value } = await iterator.next());
     * }
     * ```
     *
     * Example using `byPage()`:
     *
     * ```ts snippet:ReadmeSampleListQueues_ByPage
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * let i = 1;
     * for await (const page of queueServiceClient.listQueues().byPage({ maxPageSize: 20 })) {
     *   for (const item of page.queueItems || []) {
     *     console.log(`Queue${i++}: ${item.name}`);
     *   }
     * }
     * ```
     *
     * Example using paging with a marker:
     *
     * ```ts snippet:ReadmeSampleListQueues_Continuation
     * import { QueueServiceClient } from "@azure/storage-queue";
     * import { DefaultAzureCredential } from "@azure/identity";
     *
     * const account = "<account>";
     * const queueServiceClient = new QueueServiceClient(
     *   `https://${account}.queue.core.windows.net`,
     *   new DefaultAzureCredential(),
     * );
     *
     * let i = 1;
     * let iterator = queueServiceClient.listQueues().byPage({ maxPageSize: 2 });
     * let response = (await iterator.next()).value;
     * // Prints 2 queues
     * if (response.queueItems) {
     *   for (const item of response.queueItems) {
     *     console.log(`Queue${i++}: ${item.name}`);
     *   }
     * }
     * // Gets next marker
     * let marker = response.continuationToken;
     * // Passing next marker as continuationToken
     * iterator = queueServiceClient.listQueues().byPage({ continuationToken: marker, maxPageSize: 10 });
     * response = (await iterator.next()).value;
     * // Prints 10 queues
     * if (response.queueItems) {
     *   for (const item of response.queueItems) {
     *     console.log(`Queue${i++}: ${item.name}`);
     *   }
     * }
     * ```
     *
     * @param options - Options to list queues operation.
     * @returns An asyncIterableIterator that supports paging.
     */
    listQueues(options = {}) {
        if (options.prefix === "") {
            options.prefix = undefined;
        }
        const updatedOptions = {
            ...options,
            ...(options.includeMetadata ? { include: "metadata" } : {}),
        };
        // AsyncIterableIterator to iterate over queues
        const iter = this.listItems(updatedOptions);
        return {
            /**
             * The next method, part of the iteration protocol
             */
            next() {
                return iter.next();
            },
            /**
             * The connection to the async iterator, part of the iteration protocol
             */
            [Symbol.asyncIterator]() {
                return this;
            },
            /**
             * Return an AsyncIterableIterator that works a page at a time
             */
            byPage: (settings = {}) => {
                return this.listSegments(settings.continuationToken, {
                    maxPageSize: settings.maxPageSize,
                    ...updatedOptions,
                });
            },
        };
    }
    /**
     * Gets the properties of a storage account\u2019s Queue service, including properties
     * for Storage Analytics and CORS (Cross-Origin Resource Sharing) rules.
     * @see https://learn.microsoft.com/rest/api/storageservices/get-queue-service-properties
     *
     * @param options - Options to get properties operation.
     * @returns Response data including the queue service properties.
     */
    async getProperties(options = {}) {
        return tracingClient.withSpan("QueueServiceClient-getProperties", options, async (updatedOptions) => {
            return assertResponse(adjustResponse(await this.serviceContext.getProperties(updatedOptions)));
        });
    }
    /**
     * Sets properties for a storage account\u2019s Queue service endpoint, including properties
     * for Storage Analytics, CORS (Cross-Origin Resource Sharing) rules and soft delete settings.
     * @see https://learn.microsoft.com/rest/api/storageservices/set-queue-service-properties
     *
     * @param properties -
     * @param options - Options to set properties operation.
     * @returns Response data for the Set Properties operation.
     */
    async setProperties(properties, options = {}) {
        return tracingClient.withSpan("QueueServiceClient-setProperties", options, async (updatedOptions) => {
            return assertResponse(adjustResponse(await this.serviceContext.setProperties(properties, updatedOptions)));
        });
    }
    /**
     * Retrieves statistics related to replication for the Queue service. It is only
     * available on the secondary location endpoint when read-access geo-redundant
     * replication is enabled for the storage account.
     * @see https://learn.microsoft.com/rest/api/storageservices/get-queue-service-stats
     *
     * @param options - Options to get statistics operation.
     * @returns Response data for get statistics the operation.
     */
    async getStatistics(options = {}) {
        return tracingClient.withSpan("QueueServiceClient-getStatistics", options, async (updatedOptions) => {
            return assertResponse(adjustResponse(await this.serviceContext.getStatistics(updatedOptions)));
        });
    }
    /**
     * Creates a new queue under the specified account.
     * @see https://learn.microsoft.com/rest/api/storageservices/create-queue4
     *
     * @param queueName - name of the queue to create
     * @param options - Options to Queue create operation.
     * @returns Response data for the Queue create operation.
     */
    async createQueue(queueName, options = {}) {
        return tracingClient.withSpan("QueueServiceClient-createQueue", options, async (updatedOptions) => {
            return this.getQueueClient(queueName).create(updatedOptions);
        });
    }
    /**
     * Deletes the specified queue permanently.
     * @see https://learn.microsoft.com/rest/api/storageservices/delete-queue3
     *
     * @param queueName - name of the queue to delete.
     * @param options - Options to Queue delete operation.
     * @returns Response data for the Queue delete operation.
     */
    async deleteQueue(queueName, options = {}) {
        return tracingClient.withSpan("QueueServiceClient-deleteQueue", options, async (updatedOptions) => {
            return this.getQueueClient(queueName).delete(updatedOptions);
        });
    }
    /**
     * Only available for QueueServiceClient constructed with a shared key credential.
     *
     * Generates an account Shared Access Signature (SAS) URI based on the client properties
     * and parameters passed in. The SAS is signed by the shared key credential of the client.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
     *
     * @param expiresOn - Optional. The time at which the shared access signature becomes invalid. Default to an hour later if not specified.
     * @param permissions - Specifies the list of permissions to be associated with the SAS.
     * @param resourceTypes - Specifies the resource types associated with the shared access signature.
     * @param options - Optional parameters.
     * @returns An account SAS URI consisting of the URI to the resource represented by this client, followed by the generated SAS token.
     */
    generateAccountSasUrl(expiresOn, permissions = AccountSASPermissions.parse("r"), resourceTypes = "sco", options = {}) {
        if (!(this.credential instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3)) {
            throw RangeError("Can only generate the account SAS when the client is initialized with a shared key credential");
        }
        if (expiresOn === undefined) {
            const now = new Date();
            expiresOn = new Date(now.getTime() + 3600 * 1000);
        }
        const sas = generateAccountSASQueryParameters({
            permissions,
            expiresOn,
            resourceTypes,
            services: AccountSASServices.parse("q").toString(),
            ...options,
        }, this.credential).toString();
        return appendToURLQuery(this.url, sas);
    }
    /**
     * Only available for QueueServiceClient constructed with a shared key credential.
     *
     * Generates string to sign for an account Shared Access Signature (SAS) URI based on the client properties
     * and parameters passed in. The SAS is signed by the shared key credential of the client.
     *
     * @see https://learn.microsoft.com/rest/api/storageservices/create-account-sas
     *
     * @param expiresOn - Optional. The time at which the shared access signature becomes invalid. Default to an hour later if not specified.
     * @param permissions - Specifies the list of permissions to be associated with the SAS.
     * @param resourceTypes - Specifies the resource types associated with the shared access signature.
     * @param options - Optional parameters.
     * @returns An account SAS URI consisting of the URI to the resource represented by this client, followed by the generated SAS token.
     */
    generateSasStringToSign(expiresOn, permissions = AccountSASPermissions.parse("r"), resourceTypes = "sco", options = {}) {
        if (!(this.credential instanceof storage_common_dist_esm/* StorageSharedKeyCredential */.Z3)) {
            throw RangeError("Can only generate the account SAS when the client is initialized with a shared key credential");
        }
        if (expiresOn === undefined) {
            const now = new Date();
            expiresOn = new Date(now.getTime() + 3600 * 1000);
        }
        return generateAccountSASQueryParametersInternal({
            permissions,
            expiresOn,
            resourceTypes,
            services: AccountSASServices.parse("q").toString(),
            ...options,
        }, this.credential).stringToSign;
    }
    async getUserDelegationKey(startsOnOrParam, expiresOnOrOption, options = {}) {
        let startsOn = startsOnOrParam;
        let expiresOn = expiresOnOrOption;
        let userDelegationTid = undefined;
        let getUserDelegationKeyOptions = options;
        if (isQueueGetUserDelegationKeyParameters(startsOnOrParam)) {
            startsOn = startsOnOrParam.startsOn;
            expiresOn = startsOnOrParam.expiresOn;
            userDelegationTid = startsOnOrParam.delegatedUserTenantId;
            getUserDelegationKeyOptions = expiresOnOrOption;
        }
        return tracingClient.withSpan("QueueServiceClient-getUserDelegationKey", getUserDelegationKeyOptions, async (updatedOptions) => {
            const response = assertResponse(adjustResponse(await this.serviceContext.getUserDelegationKey({
                startsOn: truncatedISO8061Date(startsOn, false),
                expiresOn: truncatedISO8061Date(expiresOn, false),
                delegatedUserTid: userDelegationTid,
            }, {
                abortSignal: options.abortSignal,
                tracingOptions: updatedOptions.tracingOptions,
            })));
            const userDelegationKey = {
                signedObjectId: response.signedObjectId,
                signedTenantId: response.signedTenantId,
                signedStartsOn: new Date(response.signedStartsOn),
                signedExpiresOn: new Date(response.signedExpiresOn),
                signedService: response.signedService,
                signedVersion: response.signedVersion,
                signedDelegatedUserTenantId: response.signedDelegatedUserTenantId,
                value: response.value,
            };
            const res = {
                _response: response._response,
                requestId: response.requestId,
                clientRequestId: response.clientRequestId,
                version: response.version,
                date: response.date,
                ...userDelegationKey,
            };
            return res;
        });
    }
}
//# sourceMappingURL=QueueServiceClient.js.map
;// CONCATENATED MODULE: ./node_modules/@azure/storage-queue/dist/esm/index.js
// Copyright (c) Microsoft Corporation.
// Licensed under the MIT License.















//# sourceMappingURL=index.js.map

/***/ })

};

