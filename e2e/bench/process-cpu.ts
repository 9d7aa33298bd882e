import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** CPU time a process has used so far, all threads, in milliseconds. */
export function cpuMs(pid: number): number {
  const threads = list(`/proc/${pid}/task`);
  // The scheduler's own account, in nanoseconds; `stat` counts in steps of 10 ms.
  if (threads.length > 0) {
    return threads.reduce(
      (sum, thread) => sum + Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]) / 1e6,
      0,
    );
  }
  // It has ended meanwhile.
  if (existsSync('/proc/self/task')) return 0;
  const [minutes = 0, seconds = 0] = execFileSync('ps', ['-o', 'cputime=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(':')
    .slice(-2)
    .map(Number);
  return (minutes * 60 + seconds) * 1000;
}

/** The same for all children of a process, such as PostgreSQL's backends. Linux; 0 elsewhere. */
export function childrenCpuMs(pid: number): number {
  const children = list('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    const stat = read(`/proc/${entry}/stat`);
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
  });
  return children.reduce((sum, child) => sum + cpuMs(Number(child)), 0);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended meanwhile.
    return '0';
  }
}
