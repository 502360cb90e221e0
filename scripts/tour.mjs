/** `npm run tour`: plays the main job in the real window and leaves pictures of every screen in docs/screens. */
import { explained } from './lib/run.mjs';
import { tour } from './lib/tour.mjs';
import { setup } from './setup.mjs';

await explained(async () => tour(await setup(), 'docs/screens', true));
