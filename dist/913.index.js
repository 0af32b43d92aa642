export const id = 913;
export const ids = [913];
export const modules = {

/***/ 37913:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WorkflowArtifacts: () => (/* binding */ WorkflowArtifacts)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(76760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_0__);
/**
 * The artifacts of this workflow run, on the toolkit's client. Its errors tell kinds apart by their text only.
 */

class WorkflowArtifacts {
    uploading = false;
    client;
    async find(name) {
        const client = await this.load();
        try {
            const { artifact } = await client.getArtifact(name);
            return {
                id: artifact.id,
                digest: artifact.digest?.replace(/^sha256:/, '').toLowerCase() ?? null,
                createdAt: artifact.createdAt?.getTime() ?? null,
            };
        }
        catch (error) {
            if (error instanceof Error && error.name === 'ArtifactNotFoundError') {
                return undefined;
            }
            throw error;
        }
    }
    async upload(name, file, archive, retentionDays, signal) {
        const client = await this.load();
        signal.throwIfAborted();
        try {
            this.uploading = true;
            const upload = client
                .uploadArtifact(name, [file], node_path__WEBPACK_IMPORTED_MODULE_0___default().dirname(file), {
                skipArchive: !archive,
                ...(retentionDays === null ? {} : { retentionDays }),
            })
                .finally(() => {
                this.uploading = false;
            });
            const { id, digest } = await untilAborted(upload, signal);
            if (id === undefined || digest === undefined) {
                throw new Error('the artifact client reports no id or no digest of what it has stored');
            }
            return { id, digest: digest.toLowerCase() };
        }
        catch (error) {
            if (error instanceof Error && error.message.includes('(409)')) {
                return 'name taken';
            }
            throw error;
        }
    }
    async delete(name) {
        await (await this.load()).deleteArtifact(name);
    }
    /** Loading the client costs as much as the rest of the start: it waits until there is a model. */
    async load() {
        this.client ??= Promise.all(/* import() */[__webpack_require__.e(818), __webpack_require__.e(738), __webpack_require__.e(76), __webpack_require__.e(25), __webpack_require__.e(351), __webpack_require__.e(799)]).then(__webpack_require__.bind(__webpack_require__, 76799)).then(({ DefaultArtifactClient }) => new DefaultArtifactClient());
        return await this.client;
    }
}
/** Settles like the promise, or rejects with the signal's reason while the promise goes on. */
async function untilAborted(promise, signal) {
    const aborted = Promise.withResolvers();
    const abort = () => {
        aborted.reject(signal.reason);
    };
    if (signal.aborted) {
        abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    try {
        return await Promise.race([promise, aborted.promise]);
    }
    finally {
        signal.removeEventListener('abort', abort);
    }
}


/***/ })

};

