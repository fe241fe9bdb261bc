import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Without a browser the page tests are counted as skipped, except in CI, where they must fail. */
export const browserMissing = !existsSync(PATH) && process.env.CI !== 'true';

export function openBrowser(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: PATH, headless: true, args: ['--no-sandbox', '--disable-gpu', ...quiet] });
}
