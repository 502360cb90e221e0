/** `npm run campaign -- isolation`; see scripts/campaign.mjs. */
import { gatewayIsolation } from './gateway-isolation.ts';

const [, , , option, number] = process.argv;
const every = option === '--every' ? Math.max(1, Number(number) || 1) : 1;
const { requests, leaks, unclassified, failures } = await gatewayIsolation(every);
for (const [what, list] of Object.entries({ leaks, unclassified, failures })) {
  process.stdout.write(`${what}: ${String(list.length)}\n`);
  for (const line of list.slice(0, 20)) process.stdout.write(`  ${line}\n`);
}
process.stdout.write(`requests: ${String(requests)}\n`);
process.exitCode = leaks.length + unclassified.length + failures.length === 0 ? 0 : 1;
