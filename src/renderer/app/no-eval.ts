import { config } from 'zod';

/**
 * Zod otherwise tries to compile its schemas when they are made, which the content security policy
 * refuses and reports. Has to be imported before anything that makes a schema.
 */
config({ jitless: true });
