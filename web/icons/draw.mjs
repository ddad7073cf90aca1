// Draws the app's icons from the mark and writes them to static/. Run once after the mark changed: `node web/icons/draw.mjs`.
import { statSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { ensureChromium } from '../../scripts/chromium.mjs';

const AZURITE = '#085d86';
const BRIDGE = '<path d="M2 8.5h20M4.5 18.5v-2a7.5 7.5 0 0 1 15 0v2M12 8.5V9"/>';

/** `inset`: the mark's share of the side; a maskable icon keeps it inside the safe circle. */
const svg = (radius, share) => {
  const scale = (512 * share) / 24;
  const shift = (512 - 24 * scale) / 2;
  // The drawing's middle lies at y 13.5 of 24; it is brought to the middle of the icon.
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="${radius}" fill="${AZURITE}"/><g transform="translate(${shift} ${shift - 1.5 * scale}) scale(${scale})" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${BRIDGE}</g></svg>\n`;
};

const here = new URL('../static/', import.meta.url);
writeFileSync(new URL('icon.svg', here), svg(96, 0.66));

const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] });
for (const [name, size, source] of [
  ['icon-192.png', 192, svg(96, 0.66)],
  ['icon-512.png', 512, svg(96, 0.66)],
  ['icon-maskable-512.png', 512, svg(0, 0.5)],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`);
  await page.screenshot({ path: new URL(name, here).pathname, omitBackground: true });
  await page.close();
}
await browser.close();
console.log('icons drawn', statSync(new URL('icon-512.png', here)).size);
