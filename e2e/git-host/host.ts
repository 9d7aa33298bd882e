import type { Faults } from './faults.ts';
import type { Sessions } from './sessions.ts';
import type { State, StateFile } from './state.ts';
import type { TokenStore } from './tokens.ts';

/** Everything the parts of the host share. */
export interface Host {
  /** Where the host is, without a slash at the end: `http://localhost:4000`. */
  readonly origin: string;
  readonly repositoriesDir: string;
  readonly file: StateFile;
  readonly state: State;
  readonly tokens: TokenStore;
  readonly faults: Faults;
  readonly sessions: Sessions;
}
