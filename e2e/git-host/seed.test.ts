import { expect, test } from 'vitest';
import { joinNewcomers, seedState } from './seed.ts';

test('an account that came into the seed later joins a host that has its memory already', () => {
  const state = seedState();
  state.users = state.users.filter(({ login }) => login !== 'gitops-robot');
  for (const { roles } of state.repositories) delete roles['gitops-robot'];
  delete state.repositories[0]?.roles['octo-bob'];
  joinNewcomers(state);
  expect(state.users).toEqual(seedState().users);
  expect(state.repositories[0]?.roles).toEqual({ 'octo-ada': 'admin', 'gitops-robot': 'admin' });
  joinNewcomers(state);
  expect(state.users).toHaveLength(seedState().users.length);
});
