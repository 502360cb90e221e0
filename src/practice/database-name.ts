import { PracticeFailure } from './failure.ts';

const MAX_BYTES = 238;

/** The one system database; `_replicator` would promise replications that never run. */
export const USERS_DATABASE = '_users';

/** Errors: 400, as CouchDB words them. */
export const checkDatabaseName = (name: string): void => {
  if (!/^[a-z][a-z0-9_$()+/-]*$/.test(name)) {
    throw new PracticeFailure(
      400,
      'illegal_database_name',
      `Name: '${name}'. Only lowercase characters (a-z), digits (0-9), and any of the characters _, $, (, ), +, -, and / are allowed. Must begin with a letter.`,
    );
  }
  if (Buffer.byteLength(name) > MAX_BYTES) {
    throw new PracticeFailure(
      400,
      'database_name_too_long',
      `At least one path segment of \`${name}\` is too long.`,
    );
  }
};
