import { parseArgs } from 'node:util';
import { campaigns, type HistoryKind } from './history.ts';
import type { Share } from './play.ts';

export const usage =
  'usage: npm run campaign -- apply [--kills N] [--faults N] [--damage N] [--appliers N] [--seed S]\n' +
  `                       [--only ${campaigns.apply.join('|')}] [--lanes N] [--json]\n` +
  '       npm run campaign -- sync [--histories N] [--faults N] [--devices 3-5] [--seed S]\n' +
  '                       [--lanes N] [--json]';

export interface Wanted {
  readonly share: Share;
  /** Null: as many as each history chooses. */
  readonly devices: number | null;
  readonly seed: number;
  readonly lanes: number;
  readonly json: boolean;
}

const nothing: Share = { kills: 0, faults: 0, damage: 0, appliers: 0, devices: 0, network: 0 };

/** What a campaign was asked for; null where that makes no sense. */
export function readArguments(args: readonly string[]): Wanted | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        kills: { type: 'string' },
        faults: { type: 'string' },
        damage: { type: 'string' },
        appliers: { type: 'string' },
        histories: { type: 'string' },
        devices: { type: 'string' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        only: { type: 'string' },
        lanes: { type: 'string', default: '2' },
        json: { type: 'boolean', default: false },
      },
    });
    const [campaign, ...more] = positionals;
    if (more.length > 0) return null;
    const share = campaign === 'apply' ? applyShare(values) : syncShare(campaign, values);
    const devices = values.devices === undefined ? null : Number(values.devices);
    if (share === null || (devices !== null && ![3, 4, 5].includes(devices))) return null;
    const [seed, lanes] = [Number(values.seed), Number(values.lanes)];
    const right = [seed, lanes, ...Object.values(share)].every(
      (value) => Number.isInteger(value) && value >= 0,
    );
    return right && lanes > 0 ? { share, devices, seed, lanes, json: values.json } : null;
  } catch {
    return null;
  }
}

type Values = Readonly<
  Partial<
    Record<
      'kills' | 'faults' | 'damage' | 'appliers' | 'histories' | 'devices' | 'only',
      string | undefined
    >
  >
>;

function applyShare(values: Values): Share | null {
  if (values.histories !== undefined || values.devices !== undefined) return null;
  const only: readonly string[] = values.only?.split(',') ?? campaigns.apply;
  if (only.some((kind) => !campaigns.apply.some((known) => known === kind))) return null;
  const many = (kind: HistoryKind, text: string | undefined, fallback: number) =>
    only.includes(kind) ? Number(text ?? fallback) : 0;
  const quarter = Math.ceil(many('faults', values.faults, 20) / 4);
  return {
    ...nothing,
    kills: many('kills', values.kills, 20),
    faults: many('faults', values.faults, 20),
    damage: many('damage', values.damage, quarter),
    appliers: many('appliers', values.appliers, quarter),
  };
}

function syncShare(campaign: string | undefined, values: Values): Share | null {
  const foreign = [values.kills, values.damage, values.appliers, values.only];
  if (campaign !== 'sync' || foreign.some((value) => value !== undefined)) return null;
  return {
    ...nothing,
    devices: Number(values.histories ?? 20),
    network: Number(values.faults ?? 20),
  };
}
