/** Plain data for an administrator's browser; instants as ISO text. */

/** One row of the administrator's list of people. */
export interface UserRow {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: 'user' | 'administrator';
  /** When the account was disabled; null: it is not. */
  readonly disabledAt: string | null;
  /** The account of who looks at the list: not to be changed here. */
  readonly me: boolean;
  /** Signs in at the organization (OpenID Connect), with no password here. */
  readonly external: boolean;
  /** How many runtimes the person authorized, of those they may use. */
  readonly authorized: number;
}

export interface UserPage {
  readonly rows: readonly UserRow[];
  /** How many match the search, and the number of the first row shown (1-based; 0 when none). */
  readonly matching: number;
  readonly firstIndex: number;
  /** Opaque; null at the ends. */
  readonly previous: string | null;
  readonly next: string | null;
  readonly now: string;
}
