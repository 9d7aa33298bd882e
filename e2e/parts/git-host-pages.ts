import type { Locator, Page } from '@playwright/test';

/** The local Git host's own pages, as a person uses them. Who is signed in there stays so in the browser context. */
export interface HostPages {
  /** Consents to what Git Tokens asks for, or not; signs in first where asked to. */
  consent(page: Page, decision: 'authorize' | 'cancel'): Promise<void>;
  /** Makes a token on the page that a link led to; the text it shows once. */
  makeToken(page: Page, choose?: (form: Locator) => Promise<void>): Promise<string>;
  /** Revokes the token that ends so. */
  revoke(page: Page, lastFour: string): Promise<void>;
  /** Deletes the webhook whose address ends so. */
  deleteWebhook(page: Page, repository: string, addressEnd: string): Promise<void>;
}

/** @param login also the password, as the local Git host's people have it. */
export function hostPages(origin: string, login = 'octo-ada'): HostPages {
  async function signIn(page: Page): Promise<void> {
    if (!new URL(page.url()).pathname.startsWith('/login') || (await page.getByLabel('Username').count()) === 0) return;
    await page.getByLabel('Username').fill(login);
    await page.getByLabel('Password').fill(login);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }

  return {
    async consent(page, decision) {
      await page.waitForURL(`${origin}/**`);
      await signIn(page);
      const name = decision === 'cancel' ? 'Cancel' : 'Authorize Git Tokens';
      const button = page.getByRole('button', { name, exact: true });
      // A host that was asked before by this person sends them back at once.
      await button.or(page.getByRole('heading', { name: 'Git personal access tokens' })).waitFor();
      if (await button.isVisible()) await button.click();
    },
    async makeToken(page, choose) {
      await signIn(page);
      const form = page.getByRole('main');
      await choose?.(form);
      await form.getByRole('button', { name: 'Generate token' }).click();
      return page.getByLabel('New token').inputValue();
    },
    async revoke(page, lastFour) {
      await page.goto(`${origin}/settings/tokens`);
      await signIn(page);
      const token = page.getByRole('listitem').filter({ hasText: `…${lastFour}` });
      await token.getByRole('button', { name: /^Revoke/ }).click();
      await token.waitFor({ state: 'detached' });
    },
    async deleteWebhook(page, repository, addressEnd) {
      const address = `${origin}/${repository}/settings/hooks`;
      await page.goto(address);
      await signIn(page);
      const webhook = page.locator('section').filter({ hasText: addressEnd });
      await webhook.getByRole('button', { name: /^Delete/ }).click();
      await webhook.waitFor({ state: 'detached' });
    },
  };
}
