import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DatabaseLockedError, takeLock } from './lock.ts';

const folder = () => mkdtempSync(path.join(tmpdir(), 'lock-'));
const module = path.join(import.meta.dirname, 'lock.ts');

it('a second opener is refused within a second, and told who holds it', () => {
  const dataDir = folder();
  const release = takeLock(dataDir);
  const started = performance.now();
  expect(() => takeLock(dataDir)).toThrow(`in use by process ${process.pid}`);
  expect(performance.now() - started).toBeLessThan(1_000);
  release();
  takeLock(dataDir)();
});

it('the lock of a process that was killed is taken over', async () => {
  const dataDir = folder();
  const script = `import { takeLock } from ${JSON.stringify(module)}; takeLock(${JSON.stringify(dataDir)}); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(() => takeLock(dataDir)).toThrow(`in use by process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  takeLock(dataDir)();
});

it('a pid that now belongs to another process does not hold it', () => {
  const dataDir = folder();
  const release = takeLock(dataDir);
  const file = path.join(dataDir, 'lock');
  const text = readFileSync(file, 'utf8').replace(/"startedAt":"\d+"/, '"startedAt":"1"');
  release();
  writeFileSync(file, text);
  if (process.platform === 'linux') takeLock(dataDir)();
});

it('the lock of another machine or container holds while its heart beats', () => {
  const dataDir = folder();
  const file = path.join(dataDir, 'lock');
  writeFileSync(file, JSON.stringify({ pid: 1, startedAt: '1', host: 'elsewhere', nonce: 'n' }));
  expect(() => takeLock(dataDir)).toThrow('process 1 on elsewhere');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(file, longAgo, longAgo);
  takeLock(dataDir)();
});

it('of eight processes that start at once over a stale lock, one gets it', () => {
  const dataDir = folder();
  writeFileSync(
    path.join(dataDir, 'lock'),
    JSON.stringify({ pid: 999_999_999, startedAt: null, host: 'x', nonce: 'n' }),
  );
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(path.join(dataDir, 'lock'), longAgo, longAgo);
  const script = `
    import { takeLock } from ${JSON.stringify(module)};
    try { takeLock(${JSON.stringify(dataDir)}); console.log('held'); setTimeout(() => process.exit(), 2500); } catch { console.log('refused'); }`;
  const shell = `for i in 1 2 3 4 5 6 7 8; do "${process.execPath}" --input-type=module -e "$SCRIPT" & done; wait`;
  const { stdout } = spawnSync('sh', ['-c', shell], { env: { ...process.env, SCRIPT: script }, encoding: 'utf8' });
  expect(stdout.split('\n').filter((line) => line === 'held')).toHaveLength(1);
});

it('a file that is no lock of ours is taken over', () => {
  const dataDir = folder();
  writeFileSync(path.join(dataDir, 'lock'), 'garbage');
  expect(() => takeLock(dataDir)()).not.toThrow(DatabaseLockedError);
});
