/** The container with the backups. */
export const MODELS = 'models';
/** The container that the floor copies them to. */
export const COPIES = 'copies';
