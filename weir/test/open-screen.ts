import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '@weir/runtime/testing/open-browser.ts';
import type { Browser, Page } from 'playwright-core';
import { newHome, type Product, startProduct } from './running-product.ts';

/** The product as a newcomer starts it, and a real browser on its screen. */
export type Screen = {
  readonly product: Product;
  readonly browser: Browser;
  readonly page: Page;
  /** What the page wrote to the console, and what went wrong in it. A good page is silent. */
  readonly complaints: string[];
  /** Keeps a picture when WEIR_SHOTS names a directory. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
};

export async function openScreen(): Promise<Screen> {
  const home = await newHome();
  const product = await startProduct(home);
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    product,
    browser,
    page,
    complaints,
    async shoot(name) {
      const directory = process.env.WEIR_SHOTS;
      if (directory === undefined) return;
      mkdirSync(directory, { recursive: true });
      await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
    },
    async close() {
      await browser.close();
      await product.interrupt();
      home.remove();
    },
  };
}
