import { spawn } from 'node:child_process';
import { delimiter, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** The environment with the tools of node_modules first: their `node` is 24, whatever is installed. */
export function toolEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const bin = join(root, 'node_modules/.bin');
  const path = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  return { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1', ...extra };
}

/** Runs a command in the repository with its output shown. Its exit code; 1 when it did not start or was killed. */
export function runShown(command: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<number> {
  const [program = '', ...args] = command;
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: root,
      env: toolEnvironment(extra),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`);
      done(1);
    });
    child.once('exit', (code) => done(code ?? 1));
  });
}
