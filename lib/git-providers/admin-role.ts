/** What stands among the missing scopes for a role that no scope brings: it is the account's, not the token's. */
export const adminRole = 'Admin role on the repository';
