import { z } from 'zod';
import type { Permission } from '../../permissions/permission.ts';

/** One call: the schema of its argument, the permission it needs, and (as a type only) its result. */
export interface CallDefinition<Schema extends z.ZodType, Result> {
  readonly argument: Schema;
  readonly permission: Permission;
  /** Type carrier; never present at run time. */
  readonly result?: Result;
}

export function call<Result>() {
  return <Schema extends z.ZodType>(
    permission: Permission,
    argument: Schema,
  ): CallDefinition<Schema, Result> => ({ argument, permission });
}

export const nothing = z.undefined();

/** The part of a list that is asked for. */
export const page = {
  offset: z.number().int().min(0).max(10_000_000),
  limit: z.number().int().min(1).max(500),
};
