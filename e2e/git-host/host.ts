import type { Deliveries } from './deliveries.ts';
import type { Faults } from './faults.ts';
import type { Sessions } from './sessions.ts';
import type { State, StateFile } from './state.ts';
import type { TokenStore } from './tokens.ts';

/** Where a host is, and what it remembers. */
export interface Place {
  /** Without a slash at the end: `http://localhost:4000`. */
  readonly origin: string;
  readonly repositoriesDir: string;
  readonly file: StateFile;
  readonly state: State;
}

/** Everything the parts of the host share. */
export interface Host extends Place {
  readonly tokens: TokenStore;
  readonly faults: Faults;
  readonly sessions: Sessions;
  readonly deliveries: Deliveries;
}
