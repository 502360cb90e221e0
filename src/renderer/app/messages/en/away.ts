import { count, figure } from '../../format/count.ts';

const changes = (n: number) => count(n, 'change', 'changes');

export const awayWords = {
  title: 'While this device was away',
  since: (at: string) => `since the agreement of ${at}`,
  lead: 'Three sides met again. Look at them before anything is applied; nothing is lost, and what clashes is among the conflicts.',
  bar: 'This device was away.',
  barText: (mine: number, theirs: number, server: number) =>
    [
      `${changes(mine)} here`,
      `${figure(theirs)} elsewhere`,
      `${figure(server)} on the server itself`,
    ].join(', '),
  barAction: 'Look at what met',
  mine: 'What I changed',
  theirs: 'What others changed',
  server: 'What the server is now',
  mineNone: 'Nothing was changed on this device.',
  theirsNone: 'Nobody else changed anything.',
  serverNone: 'Nothing was changed on the server by hand.',
  serverNotLooked: 'The server was not looked at yet.',
  serverLooked: (at: string) => `Looked at ${at}`,
  more: (n: number) => `and ${figure(n)} more`,
  what: { made: 'Made', changed: 'Changed', removed: 'Removed' },
  by: (who: string, at: string) => `${who}, ${at}`,
  unknown: 'Not said by whom',
  both: 'on both sides',
  conflicts: (n: number) => `${count(n, 'document was', 'documents were')} changed on both sides`,
  conflictsText:
    'Most merge by themselves. What has to be chosen waits among the conflicts until you decide.',
  conflictsAction: 'Show conflicts',
  toDrift: 'Show drift',
  toPlan: 'Review plan',
  acknowledge: 'I have looked at it',
  acknowledged: 'Looked at. Applying may go on.',
  waits: 'Applying on this device waits until you have looked at it.',
  waitsNot: 'Applying does not wait for it on this device.',
  noneTitle: 'Nothing to look at',
  noneText:
    'When this device was offline and comes back, what you changed, what others changed and what the server is now are shown here beside each other.',
  planTitle: 'Look first at what met while this device was away',
  planText: 'Others may have changed what this plan is about.',
  settings: 'Coming back',
  ask: 'Ask before applying after being offline',
  askText:
    'Applying on this device waits until somebody has looked at what changed meanwhile. Holds for this device only.',
} as const;
