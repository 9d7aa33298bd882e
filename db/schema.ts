/** Every table, for drizzle. Code imports a table from its noun's file. */
export * from './schema/audit.ts';
export * from './schema/git-tokens.ts';
export * from './schema/runtimes.ts';
export * from './schema/users.ts';
