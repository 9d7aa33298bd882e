import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type GitHost, startGitHost } from '#e2e/git-host/start.ts';
import { closeOutbound } from '#lib/outbound/agents.ts';
import { configureOutbound } from '#lib/outbound/policy.ts';
import { type ScriptedHost, startScriptedHost } from './scripted-host.ts';

/** Lets what a file tests reach hosts on this machine. Before the hosts, so that its connections end before them. */
export function testOnLoopback(): void {
  beforeAll(() => configureOutbound({ allowLoopback: true, allowCidrs: [] }));
  afterEach(() => closeOutbound());
  afterAll(() => configureOutbound({ allowLoopback: false, allowCidrs: [] }));
}

/** A local Git host for all tests of a file, well-behaved at the beginning of each. `folder` is an empty one, to use. */
export function testGitHost(): Pick<GitHost, 'origin' | 'control' | 'stop'> & { readonly folder: string } {
  let host: GitHost | null = null;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'git-host-'));
    host = await startGitHost({ port: 0, dataDir: join(folder, 'git-host') });
  });
  afterEach(() => {
    host?.control.setBehaviour({});
    host?.control.clearOverrides();
  });
  afterAll(async () => {
    await host?.stop();
    await rm(folder, { recursive: true });
  });
  const started = (): GitHost => host ?? notYet();
  return {
    get origin() {
      return started().origin;
    },
    get control() {
      return started().control;
    },
    get folder() {
      return folder;
    },
    stop: () => started().stop(),
  };
}

/** A host for each test that answers what the test tells it to. */
export function testScriptedHost(): ScriptedHost {
  let host: ScriptedHost | null = null;
  beforeEach(async () => {
    host = await startScriptedHost();
  });
  afterEach(async () => {
    await closeOutbound();
    await host?.stop();
  });
  const started = (): ScriptedHost => host ?? notYet();
  return {
    get port() {
      return started().port;
    },
    get origin() {
      return started().origin;
    },
    get answers() {
      return started().answers;
    },
    get seen() {
      return started().seen;
    },
    connections: () => started().connections(),
    stop: () => started().stop(),
  };
}

function notYet(): never {
  throw new Error('the host is there only while tests run');
}
