export const id = 296;
export const ids = [296];
export const modules = {

/***/ 36296:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AzureContainer: () => (/* binding */ AzureContainer)
/* harmony export */ });
/* harmony import */ var _azure_storage_blob__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(81025);
/**
 * The container that backups arrive in: list and download, on the storage SDK with its own retries of reads.
 */

const RESUMPTIONS = 5;
class AzureContainer {
    client;
    plain;
    constructor(uri, credential) {
        this.plain = uri.plain;
        const url = uri.sas === null ? uri.plain : `${uri.plain}?${uri.sas}`;
        this.client = new _azure_storage_blob__WEBPACK_IMPORTED_MODULE_0__/* .ContainerClient */ .bM(url, credential);
    }
    async list(prefix, most, signal) {
        const pages = this.client.listBlobsFlat({ prefix, abortSignal: signal }).byPage({ maxPageSize: most });
        for await (const { segment } of pages) {
            // A page may be empty and have a next one all the same.
            if (segment.blobItems.length > 0) {
                return segment.blobItems.map(({ name, properties }) => ({
                    name,
                    etag: properties.etag,
                    length: properties.contentLength ?? 0,
                    md5: properties.contentMD5 ?? null,
                }));
            }
        }
        return [];
    }
    async find(name, signal) {
        try {
            const found = await this.client.getBlobClient(name).getProperties({ abortSignal: signal });
            return {
                name,
                etag: found.etag ?? '',
                length: found.contentLength ?? 0,
                md5: found.contentMD5 ?? null,
            };
        }
        catch (error) {
            // The answer to a HEAD has no body, so it may come without a code; a missing container shows in `list`.
            if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) {
                return undefined;
            }
            throw error;
        }
    }
    async open(blob, signal) {
        const answer = await this.client.getBlobClient(blob.name).download(0, undefined, {
            abortSignal: signal,
            conditions: { ifMatch: blob.etag },
            maxRetryRequests: RESUMPTIONS,
        });
        if (answer.readableStreamBody === undefined) {
            throw new Error(`the storage SDK gave no stream for the blob ${blob.name}`);
        }
        return answer.readableStreamBody;
    }
    urlOf(name) {
        return `${this.plain}/${name.split('/').map(encodeURIComponent).join('/')}`;
    }
}


/***/ })

};

