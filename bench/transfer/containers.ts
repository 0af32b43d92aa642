/** Where the backups are. */
export const MODELS = 'models';
/** Where they are copied to, when nothing else is done with them. */
export const COPIES = 'copies';
