import type { StatusCode } from '#lib/git-tokens/status.ts';
import type { NeededScope, TokenForm } from '#lib/git-providers/provider.ts';

/** Plain data for the browser; instants as ISO text. No view has a field for a token's text. */

/** A Git integration as a person sees it. */
export interface IntegrationView {
  readonly id: string;
  readonly name: string;
  /** A `GitProvider.id`: picks the provider's mark. */
  readonly provider: string;
  readonly providerLabel: string;
  /** `github.com`, `localhost:4000`. */
  readonly host: string;
  readonly hasOAuth: boolean;
  /** Kinds of personal access token a person can make here, the one to recommend first. */
  readonly tokenKinds: readonly {
    readonly id: string;
    readonly label: string;
    readonly scopes: readonly NeededScope[];
    /** The provider's page, prefilled. */
    readonly newTokenUrl: string;
  }[];
  readonly tokenForms: readonly TokenForm[];
}

/** My token, without the token. */
export interface TokenView {
  readonly id: string;
  readonly integrationId: string;
  /** `oauth`, `classic`, `fine-grained`. */
  readonly kind: string;
  readonly kindLabel: string;
  readonly lastFour: string;
  readonly login: string | null;
  readonly avatarUrl: string | null;
  readonly expiresAt: string | null;
  /** Who says so; `never`: the provider says it does not expire; `renews`: refreshed by us; `untold`: nobody knows. */
  readonly expiry: 'provider' | 'user' | 'never' | 'renews' | 'untold';
  /** How many of my runtimes it serves. */
  readonly runtimes: number;
  readonly manageUrl: string;
  /** Whether deleting can revoke it at the provider. */
  readonly revocable: boolean;
}

export interface StatusView {
  readonly code: StatusCode;
  /** For words: an `UnreachableReason`, an `access`, or an unusable reason. */
  readonly reason: string | null;
  readonly missing: readonly string[];
  readonly remedyUrl: string | null;
  /** When the last verdict fell. */
  readonly verdictAt: string | null;
  /** When the provider last accepted it. */
  readonly acceptedAt: string | null;
  /** The last attempt to check. */
  readonly checkedAt: string | null;
  /** When a runtime said that git refused it, where the provider then confirmed that; else null. */
  readonly reportedAt: string | null;
}

/** One row of User Settings. */
export interface RuntimeRow {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly repositoryUrl: string;
  readonly integrationId: string;
  readonly token: TokenView | null;
  readonly status: StatusView;
}

/** What the list can be filtered by; `needs_me` is every broken status, `expiring` is `expiring_soon`. */
export const rowFilters = ['all', 'needs_me', 'expiring', 'unsure', 'authorized', 'not_authorized'] as const;
export type RowFilter = (typeof rowFilters)[number];

/** One page of User Settings. */
export interface RuntimePage {
  readonly rows: readonly RuntimeRow[];
  readonly integrations: Readonly<Record<string, IntegrationView>>;
  /** My tokens that another runtime of the same integration may use. At most 20 per integration. */
  readonly reusable: readonly TokenView[];
  readonly counts: Readonly<Record<RowFilter, number>>;
  /** The row that needs me first, whatever the filter; null when nothing does. */
  readonly attention: RuntimeRow | null;
  /** How many rows match the filter and search, and the number of the first row shown (1-based; 0 when none). */
  readonly matching: number;
  readonly firstIndex: number;
  /** Opaque; null at the ends. */
  readonly previous: string | null;
  readonly next: string | null;
  /** The server's clock when this was read. */
  readonly now: string;
}

export interface RuntimeQuery {
  readonly q: string;
  readonly filter: RowFilter;
  readonly cursor: string | null;
}

/** A further runtime of the same Git integration, offered after adding a token. */
export interface OtherRuntime {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly status: StatusCode;
  /** Null when not authorized; for saying what would be replaced. */
  readonly token: { readonly id: string; readonly kindLabel: string; readonly lastFour: string } | null;
  /** Used the token that was just replaced: ticked at first. */
  readonly suggested: boolean;
}

/** What came of using a token for one more runtime. */
export interface RuntimeOutcome {
  readonly runtimeId: string;
  readonly name: string;
  /** Whether the runtime uses the token now; if not, `status` says what stands in the way and what it had stays. */
  readonly used: boolean;
  readonly status: StatusView;
}
