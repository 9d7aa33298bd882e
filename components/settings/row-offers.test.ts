import { describe, expect, test } from 'vitest';
import { type StatusCode, statusCodes, statusGroups } from '#lib/git-tokens/status.ts';
import type { IntegrationView, RuntimeRow, TokenView } from '#lib/runtimes/view.ts';
import { menuFor } from './row-menu-offers.ts';
import { buttonsFor } from './row-offers.ts';

const token: TokenView = {
  id: 't',
  integrationId: 'i',
  kind: 'classic',
  kindLabel: 'classic PAT',
  lastFour: '9f2c',
  login: 'octo-ada',
  avatarUrl: null,
  expiresAt: null,
  expiry: 'never',
  runtimes: 1,
  manageUrl: 'https://github.com/settings/tokens',
  revocable: true,
};

function integration(hasOAuth: boolean): IntegrationView {
  return {
    id: 'i',
    name: 'GitHub',
    provider: 'github',
    providerLabel: 'GitHub',
    host: 'github.com',
    hasOAuth,
    tokenKinds: [],
    tokenForms: [],
  };
}

function row(code: StatusCode, remedyUrl: string | null = null): RuntimeRow {
  return {
    id: 'r',
    name: 'production-eu',
    repository: 'acme/gitops-config',
    repositoryUrl: 'https://github.com/acme/gitops-config',
    integrationId: 'i',
    token: code === 'not_authorized' ? null : token,
    status: {
      code,
      reason: null,
      missing: [],
      remedyUrl,
      verdictAt: null,
      acceptedAt: null,
      checkedAt: null,
      reportedAt: null,
    },
  };
}

const lacking = statusCodes.filter((code) => ['none', 'broken'].includes(statusGroups[code]));

describe('what a row offers', () => {
  test.each(lacking)('%s: Authorize with OAuth, by exactly that name', (code) => {
    for (const remedyUrl of [null, 'https://github.com/orgs/acme/sso']) {
      const offers = buttonsFor(row(code, remedyUrl), integration(true));
      expect(offers.filter((offer) => offer.label === 'Authorize with OAuth' && offer.blocked !== true)).toHaveLength(
        1,
      );
    }
  });

  test.each(lacking)('%s without an OAuth application: blocked, and the last button is a way on', (code) => {
    const offers = buttonsFor(row(code), integration(false));
    expect(offers.find((offer) => offer.label === 'Authorize with OAuth')?.blocked).toBe(true);
    expect(offers.at(-1)?.blocked).not.toBe(true);
  });

  test('a row has at most two buttons', () => {
    for (const code of statusCodes) {
      expect(buttonsFor(row(code, 'https://github.com/orgs/acme/sso'), integration(true)).length).toBeLessThanOrEqual(
        2,
      );
    }
  });

  test('the menu repeats no button, and deletes only what is there', () => {
    for (const code of statusCodes) {
      const given = row(code);
      const buttons = buttonsFor(given, integration(true)).map((offer) => offer.label);
      const items = menuFor(given, integration(true), true).flatMap((offer) => (offer === 'line' ? [] : [offer.label]));
      expect(items.filter((label) => buttons.includes(label))).toEqual([]);
      expect(items.includes('Delete token')).toBe(given.token !== null);
    }
  });

  test('a token that does not work is not offered to other runtimes', () => {
    const labels = (code: StatusCode) =>
      menuFor(row(code), integration(true), false).flatMap((offer) => (offer === 'line' ? [] : [offer.label]));
    expect(labels('authorized')).toContain('Use for other runtimes…');
    expect(labels('revoked')).not.toContain('Use for other runtimes…');
  });
});
