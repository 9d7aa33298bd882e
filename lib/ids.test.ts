import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { refusedInput } from '#lib/auth/input.ts';
import { removeIntegrationSchema } from '#lib/git-integrations/remove.ts';
import { showIntegrationSchema } from '#lib/git-integrations/show.ts';
import { startRuntimeAuthorizationSchema } from '#lib/git-runtime-tokens/authorize.ts';
import { checkRuntimeSchema } from '#lib/git-runtime-tokens/check.ts';
import { setRuntimeTokenSchema } from '#lib/git-runtime-tokens/set.ts';
import { addTokenSchema } from '#lib/git-tokens/add.ts';
import { startAuthorizationSchema } from '#lib/git-tokens/authorize.ts';
import { checkTokenSchema } from '#lib/git-tokens/check.ts';
import { deleteTokenSchema } from '#lib/git-tokens/delete.ts';
import { reuseTokenSchema } from '#lib/git-tokens/reuse.ts';
import { createRuntimeKeySchema } from '#lib/runtime-keys/create.ts';
import { revokeRuntimeKeySchema } from '#lib/runtime-keys/revoke.ts';
import { createRuntimeSchema } from '#lib/runtimes/create.ts';
import { listOthersSchema } from '#lib/runtimes/list-others.ts';
import { removeRuntimeSchema } from '#lib/runtimes/remove.ts';
import { renameRuntimeSchema } from '#lib/runtimes/rename.ts';
import { setRuntimeAccessSchema } from '#lib/runtimes/set-access.ts';
import { showRuntimeSchema } from '#lib/runtimes/show.ts';
import { userSchema } from '#lib/users/disable.ts';
import { setRoleSchema } from '#lib/users/set-role.ts';
import { createWebhookSchema } from '#lib/webhooks/create.ts';

const id = randomUUID();
const token = { token: 'x', expiresOn: null, acceptOtherOwner: false };

/** Every input with an id in it, with that id good: what is tried is put in its place. */
const inputs: Readonly<Record<string, readonly [schema: z.ZodType, name: string, rest: object]>> = {
  'to add a token': [addTokenSchema, 'runtimeId', token],
  'to start an authorization': [startAuthorizationSchema, 'runtimeId', {}],
  'to check a token': [checkTokenSchema, 'runtimeId', {}],
  'to delete a token': [deleteTokenSchema, 'runtimeId', { everywhere: false, revoke: false }],
  'to reuse a token': [reuseTokenSchema, 'tokenId', { runtimeIds: [id] }],
  'to see what else a token may serve': [listOthersSchema, 'runtimeId', {}],
  'to install a runtime': [createRuntimeSchema, 'gitIntegrationId', { name: 'a', repository: 'a/b' }],
  'to show a runtime': [showRuntimeSchema, 'runtimeId', {}],
  'to rename a runtime': [renameRuntimeSchema, 'runtimeId', { name: 'a' }],
  'to remove a runtime': [removeRuntimeSchema, 'runtimeId', {}],
  'to say who may use a runtime': [
    setRuntimeAccessSchema,
    'runtimeId',
    { openTo: 'everyone', memberIds: [], began: null },
  ],
  'to set a Git runtime token': [setRuntimeTokenSchema, 'runtimeId', token],
  'to authorize a runtime': [startRuntimeAuthorizationSchema, 'runtimeId', {}],
  'to check a runtime': [checkRuntimeSchema, 'runtimeId', {}],
  'to create a webhook': [createWebhookSchema, 'runtimeId', {}],
  'to create a runtime key': [createRuntimeKeySchema, 'runtimeId', {}],
  'to revoke a runtime key': [revokeRuntimeKeySchema, 'keyId', { runtimeId: id }],
  'to show a Git integration': [showIntegrationSchema, 'integrationId', {}],
  'to remove a Git integration': [removeIntegrationSchema, 'integrationId', {}],
  'to disable a person, or make them a password': [userSchema, 'userId', {}],
  'to set a role': [setRoleSchema, 'userId', { role: 'user' }],
};

const nobodys: Readonly<Record<string, unknown>> = {
  'not a UUID': 'x',
  empty: '',
  'in capitals': randomUUID().toUpperCase().replace(/^./, 'A'),
  'with spaces': ` ${id} `,
  'in braces': `{${id}}`,
  'without dashes': id.replaceAll('-', ''),
  'of 36,000 characters': 'a'.repeat(36_000),
  'with SQL': `${id}' or '1'='1`,
  'an array': [id],
  'an array of nothing': [],
  'an object': { id },
  'a number': 1,
  null: null,
  absent: undefined,
};

describe.each(Object.keys(inputs))('an id %s', (what) => {
  it('row 78: is answered as one that nothing has, unless it is one as we write it', () => {
    const [schema, name, rest] = inputs[what] ?? [];
    expect(schema?.safeParse({ ...rest, [name ?? '']: id }).success).toBe(true);
    for (const [why, value] of Object.entries(nobodys)) {
      const parsed = schema?.safeParse({ ...rest, [name ?? '']: value });
      const answer = parsed?.error === undefined ? 'taken' : refusedInput(parsed.error);
      expect([why, answer]).toEqual([why, { ok: false, code: 'not_found' }]);
    }
  });
});

it('row 78: one odd id among many is answered the same, and too many are said to be', () => {
  const many = (runtimeIds: unknown) => reuseTokenSchema.safeParse({ tokenId: id, runtimeIds });
  const odd = many([id, 'x']).error;
  expect(odd === undefined ? null : refusedInput(odd)).toEqual({ ok: false, code: 'not_found' });
  const long = many(Array.from({ length: 51 }, () => id)).error;
  expect(long === undefined ? null : refusedInput(long)).toMatchObject({ code: 'invalid_input' });
});
