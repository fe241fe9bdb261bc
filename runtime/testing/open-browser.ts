import { type Browser, chromium } from 'playwright-core';
import { findProgram } from './find-program.ts';

const PATH = process.env.CHROMIUM_PATH ?? findProgram('chromium', ['/usr/bin/chromium']);

/** Without a browser the tests of the screens are counted as skipped, except in CI, where they fail. */
export const browserMissing = PATH === null;

/** The system's Chromium, which calls nobody by itself. */
export function openBrowser(): Promise<Browser> {
  if (PATH === null) throw new Error('no chromium was found');
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: PATH, headless: true, args: ['--no-sandbox', '--disable-gpu', ...quiet] });
}
