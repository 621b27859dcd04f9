// Looks at the console with a real browser, as people do: wide and narrow, light and dark, by
// keyboard, and without JavaScript. Takes a line of JSON, and answers with a line of what is wrong.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const { browser: executablePath, base, chain, hop, user, pictures } = JSON.parse(
  (await createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value);
const wrong = [];
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const paths = {
  chains: '/console',
  chain: `/console/chains/${chain}`,
  compared: `/console/chains/${chain}?left=&right=`,
  replay: `/console/chains/${chain}/replay`,
  decisions: `/console/decisions?user=${encodeURIComponent(user)}`,
  revoke: `/console/revoke?hop=${hop}`,
  choose: '/console/revoke',
  log: '/console/log',
};

async function open(width, colorScheme, javaScriptEnabled = true) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme, javaScriptEnabled, ignoreHTTPSErrors: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error}`));
  return page;
}

async function check(name, ok) {
  if (!ok) wrong.push(name);
}

for (const [width, scheme] of [[1280, 'light'], [390, 'dark']]) {
  {
    const page = await open(width, scheme);
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(base + path);
      const at = `${name} at ${width} ${scheme}`;
      const seen = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        mains: document.querySelectorAll('main').length,
        headings: document.querySelectorAll('h1').length,
        unlabelled: [...document.querySelectorAll('input:not([type=hidden]), select')]
          .filter((field) => field.labels.length === 0).length,
        untitled: [...document.querySelectorAll('svg[role=img]')]
          .filter((svg) => !document.getElementById(svg.getAttribute('aria-labelledby').split(' ')[0])?.textContent).length,
        drawn: [...document.querySelectorAll('svg.picture, svg.timeline')]
          .filter((svg) => svg.getBoundingClientRect().height > 40).length,
      }));
      await check(`${at}: it scrolls sideways: ${seen.width}`, seen.width <= width);
      await check(`${at}: one main and one h1`, seen.mains === 1 && seen.headings === 1);
      await check(`${at}: fields without labels`, seen.unlabelled === 0);
      await check(`${at}: pictures without titles`, seen.untitled === 0);
      await check(`${at}: one picture`, seen.drawn === (['chain', 'compared', 'decisions'].includes(name) ? 1 : 0));
      if (pictures) {
        await page.screenshot({ path: `${pictures}/${name}-${width}-${scheme}.png`, fullPage: true, timeout: 120_000 });
      }
    }
    if (width === 1280 && scheme === 'light') {
      await page.goto(base + paths.chains);
      await page.keyboard.press('Tab');
      await check('the first key leads to the content', await page.evaluate(() => document.activeElement.className === 'skip'));
      await page.getByLabel('User', { exact: true }).fill('nobody at all');
      await page.getByLabel('User', { exact: true }).press('Tab');
      await page.getByText('No chain on record is like that').waitFor();
      await check('a search by typing changes the address', page.url().includes('user=nobody'));
      await page.goto(base + paths.chain);
      await page.getByLabel('One').selectOption({ index: 0 });
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.getByRole('heading', { name: /summarizer, hop 2 may not/ }).waitFor();
    }
    await page.context().close();
  }
}
const plain = await open(390, 'light', false);
await plain.goto(base + paths.chains);
await plain.getByLabel('User', { exact: true }).fill(user);
await plain.getByRole('button', { name: 'Search' }).click();
await plain.getByRole('link', { name: user }).click();
await check('without JavaScript a chain is read', await plain.getByRole('heading', { name: 'Hops', exact: true }).isVisible());
await browser.close();
console.log(`> ${JSON.stringify(wrong)}`);
process.exit(0);
