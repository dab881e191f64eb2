/*
 * `npm run screenshots`: the README's pictures, taken of the compiled product with the demo's data. The demo's history
 * ends on the day it is made, so dates move with it; everything else is the same each time.
 * `npm run screenshots -- http://localhost:3000` takes them of a demo that runs already.
 */
import { launchBrowser } from '../test/support/chromium.js';
import { photographBackOffice } from './screenshots/back-office-pages.js';
import { cameraIn } from './screenshots/camera.js';
import { photographContracts } from './screenshots/contract-pages.js';
import { runDemo } from './screenshots/running-demo.js';
import { photographTenantPages } from './screenshots/tenant-pages.js';

const demo = await runDemo(process.argv[2]);
const browser = await launchBrowser();
try {
  const camera = await cameraIn(browser, demo.baseUrl);
  await photographTenantPages(camera);
  await photographContracts(camera);
  await photographBackOffice(camera);
} finally {
  await browser.close();
  await demo.stop();
}
