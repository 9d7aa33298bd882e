import { type Browser, chromium } from '@playwright/test';
import { chromiumFlags, ensureChromium } from '#e2e/parts/chromium.ts';
import { median } from './figure.ts';

export interface PaintTarget {
  readonly url: string;
  /** The session, where the page needs one. */
  readonly cookie: { readonly name: string; readonly value: string } | null;
}

const slow = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const rounds = 13;

/** Milliseconds to the largest paint on the slow profile (150 ms, 1.6 Mbit/s, 4 × CPU), with nothing in any cache. */
async function largestPaint(browser: Browser, { url, cookie }: PaintTarget): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    if (cookie !== null) await context.addCookies([{ ...cookie, url }]);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    await devtools.send('Network.emulateNetworkConditions', slow);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto(url, { waitUntil: 'networkidle' });
    return await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? 0)).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          });
        }),
    );
  } finally {
    await context.close();
  }
}

/** Alternating pairs; the ratio is the median of yardstick ÷ ours. */
export async function comparePaint(yardstick: PaintTarget, ours: PaintTarget) {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  try {
    const pairs: { yardstick: number; ours: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      pairs.push({ yardstick: await largestPaint(browser, yardstick), ours: await largestPaint(browser, ours) });
    }
    return {
      ratio: median(pairs.map((pair) => pair.yardstick / pair.ours)),
      yardstickMs: median(pairs.map((pair) => pair.yardstick)),
      oursMs: median(pairs.map((pair) => pair.ours)),
    };
  } finally {
    await browser.close();
  }
}
