/** The package has no types of its own; this is the part of it that is used here. */
declare module 'swagger2openapi' {
  import type { Document } from 'openapi-backend';

  export interface ConvertOptions {
    /** Repair what Swagger 2 tools let pass. */
    patch?: boolean;
  }

  const converter: {
    convertObj(swagger: object, options: ConvertOptions): Promise<{ openapi: Document }>;
  };
  export default converter;
}
