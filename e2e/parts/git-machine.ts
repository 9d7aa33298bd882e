import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Ran {
  readonly code: number;
  /** What it printed, to either stream. */
  readonly output: string;
}

/** A machine where a runtime lives: a home folder of its own, git, sh and curl, and nothing of the one it runs on. */
export interface GitMachine {
  /** Runs a script in the home folder, up to its first command that fails. */
  run(script: string): Promise<Ran>;
  /**
   * Does what somebody does who pastes lines of the README or the runtime's page: programs go to the home folder's `bin`, and
   * what is exported stays so for every later script.
   */
  paste(lines: string): Promise<void>;
  /** Sets a variable for every later script. */
  set(name: string, value: string): void;
  remove(): void;
}

export function gitMachine(): GitMachine {
  const home = mkdtempSync(join(tmpdir(), 'git-machine-'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const environment: NodeJS.ProcessEnv = {
    NODE_ENV: 'production',
    HOME: home,
    PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Runtime',
    GIT_AUTHOR_EMAIL: 'runtime@example.com',
    GIT_COMMITTER_NAME: 'Runtime',
    GIT_COMMITTER_EMAIL: 'runtime@example.com',
  };

  // By its input: what stands in a script may be a secret, which a command line would show to everybody.
  function run(script: string): Promise<Ran> {
    return new Promise((resolve, reject) => {
      const child = spawn('sh', ['-eu', '-s'], { cwd: home, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8');
        stream.on('data', (text: string) => {
          output += text;
        });
      }
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? 1, output }));
      child.stdin.end(`${script}\n`);
    });
  }

  return {
    run,
    async paste(lines) {
      const names = [...lines.matchAll(/^\s*export (\w+)=/gm)].map(([, name = '']) => name);
      const asked = names.map((name) => `printf '%s=%s\\n' ${name} "$${name}"`).join('\n');
      const script = lines.replaceAll('/usr/local/bin/', `${bin}/`);
      const { code, output } = await run(`${script}\nprintf '\\n--\\n'\n${asked}`);
      if (code !== 0) throw new Error(`Pasted lines failed: ${output}`);
      for (const line of output
        .slice(output.lastIndexOf('\n--\n') + 4)
        .trimEnd()
        .split('\n')) {
        const equals = line.indexOf('=');
        if (equals > 0) environment[line.slice(0, equals)] = line.slice(equals + 1);
      }
    },
    set(name, value) {
      environment[name] = value;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Clones a repository into `folder` of the machine. */
export const clone = (url: string, folder: string) => `git clone --quiet ${url} ${folder}`;

/** Commits a change in `folder` and pushes it. */
export const commitAndPush = (folder: string, subject: string) => `cd ${folder}
date >> pushed.txt
git add pushed.txt
git commit --quiet --message '${subject}'
git push --quiet`;
