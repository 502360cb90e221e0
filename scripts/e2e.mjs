/** `npm run e2e [-- arguments of playwright test]`: the real window, in a session of its own. */
import { explained } from './lib/run.mjs';
import { playwrightInSession } from './lib/window-session.mjs';
import { setup } from './setup.mjs';

await explained(async () => playwrightInSession(process.argv.slice(2), await setup()));
