import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';
import { toolEnvironment } from './step.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The quiet flags a Chromium needs in a container, and as root. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium that is there: `CHROMIUM_PATH`, the system's, Playwright's own; null when there is none. */
export function findChromium(): string | null {
  const told = process.env['CHROMIUM_PATH'];
  if (told !== undefined && told !== '') {
    if (!executable(told)) throw new Error(`CHROMIUM_PATH=${told} is not a program. Correct it, or unset it.`);
    return told;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    ...elsewhere,
    chromium.executablePath(),
  ];
  return candidates.find(executable) ?? null;
}

/** As `findChromium`, and installs one when there is none. @throws one line that says what to do when it cannot. */
export function ensureChromium(): string {
  const there = findChromium();
  if (there !== null) return there;
  console.log('No Chromium here: installing one.');
  const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  const attempts: readonly (readonly string[])[] = [
    ...(debian
      ? [
          ['apt-get', 'update'],
          ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
        ]
      : []),
    ['playwright', 'install', 'chromium'],
  ];
  for (const [program = '', ...args] of attempts) {
    try {
      const environment = toolEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
      execFileSync(program, args, { stdio: 'inherit', env: environment });
    } catch {
      // The next attempt may do; if none does, the line below says so.
    }
    const found = findChromium();
    if (found !== null) return found;
  }
  throw new Error('No Chromium could be found or installed. Install one and set CHROMIUM_PATH to it.');
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
