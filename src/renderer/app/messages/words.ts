import { accountWords } from './en/accounts.ts';
import { activityWords } from './en/activity.ts';
import { awayWords } from './en/away.ts';
import { conflictWords } from './en/conflicts.ts';
import { connectionWords } from './en/connection.ts';
import { driftWords } from './en/drift.ts';
import { errorTexts } from './en/errors.ts';
import { frameWords } from './en/frame.ts';
import { gatewayWords } from './en/gateways.ts';
import { keyWords } from './en/keys.ts';
import { leaseWords } from './en/lease.ts';
import { linkWords } from './en/links.ts';
import { overviewWords } from './en/overview.ts';
import { paletteWords } from './en/palette.ts';
import { peopleWords } from './en/people.ts';
import { planWords } from './en/plan.ts';
import { serverWords } from './en/servers.ts';
import { settingsWords } from './en/settings.ts';
import { syncWords } from './en/sync.ts';
import { tenantWords } from './en/tenants.ts';
import { trialWords } from './en/trial.ts';
import { undoWords } from './en/undo.ts';
import { vaultWords } from './en/vault.ts';

/**
 * Everything the window says, by feature. A sentence with a value in it is a function, so that each
 * language orders and inflects by itself. Another language is another object of this shape.
 */
export const words = {
  accounts: accountWords,
  activity: activityWords,
  away: awayWords,
  conflicts: conflictWords,
  connection: connectionWords,
  drift: driftWords,
  errors: errorTexts,
  frame: frameWords,
  gateways: gatewayWords,
  keys: keyWords,
  lease: leaseWords,
  links: linkWords,
  overview: overviewWords,
  palette: paletteWords,
  people: peopleWords,
  plan: planWords,
  servers: serverWords,
  settings: settingsWords,
  sync: syncWords,
  tenants: tenantWords,
  trial: trialWords,
  undo: undoWords,
  vault: vaultWords,
} as const;
