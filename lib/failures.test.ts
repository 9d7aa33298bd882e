import { expect, test } from 'vitest';
import { adminRole } from '#lib/git-providers/admin-role.ts';
import { failures } from './failures.ts';

test('what a token lacks is told apart from what its account lacks', () => {
  const said = (...missing: string[]) => failures.missing_scope.message({ missing });
  expect(said('repo', 'admin:repo_hook')).toMatch(/^The token lacks repo, admin:repo_hook\. Create one/);
  expect(said(adminRole)).toMatch(/^The account of the token needs the Admin role on the repository/);
  expect(said('admin:repo_hook', adminRole)).toMatch(
    /^The token lacks admin:repo_hook\. .* The account of the token needs/,
  );
});
