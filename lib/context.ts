import type { Database } from '#db/client.ts';

/** Who acts. A verb scopes its SQL by `ctx.actor`; identity never comes from input. */
export interface UserActor {
  readonly kind: 'user';
  readonly userId: string;
  readonly sessionId: string;
  readonly role: 'user' | 'administrator';
}

/** Background work and start-up. Never made from a request. */
export interface SystemActor {
  readonly kind: 'system';
}

export type Actor = UserActor | SystemActor;

/** What every verb takes first. Time is passed in, so that a test can set it. */
export interface Context<Who extends Actor = UserActor> {
  readonly db: Database;
  readonly actor: Who;
  readonly now: Date;
}
