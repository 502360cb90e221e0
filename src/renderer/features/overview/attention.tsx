import {
  IconAlertTriangle,
  IconArrowMerge,
  IconChevronRight,
  IconCircleCheck,
  IconGitCompare,
  IconHandStop,
  IconKey,
  IconPlaneArrival,
  IconUserQuestion,
} from '@tabler/icons-react';
import { useCatchUp, useConflictTotals, useDrift } from '../../app/data/frame-queries.ts';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { initialFilter } from '../../app/data/tenant-filter.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { alarmsOf, worrying } from '../drift/drift-filter.ts';
import { useFailures, useKeyFigures, useTenantFigures } from './use-overview.ts';

const text = words.overview;

interface Item {
  readonly id: string;
  readonly icon: typeof IconKey;
  readonly tone: 'bad' | 'warn' | 'plain';
  readonly label: string;
  readonly onOpen: () => void;
}

interface Props {
  readonly onTenants: (filter: TenantFilter) => void;
  readonly onFailures: () => void;
}

/** What somebody has to look at, each leading to its place. */
export function Attention({ onTenants, onFailures }: Props) {
  const { go } = useNavigation();
  const tenants = useTenantFigures().data;
  const conflicts = useConflictTotals().data?.total ?? 0;
  const report = useDrift().data;
  const failures = useFailures().data ?? 0;
  const stale = useKeyFigures().data?.stale ?? 0;
  const away = (useCatchUp().data?.current ?? null) !== null;
  const [alarms, drifted] = [alarmsOf(report).length, worrying(report).length];
  const item = (there: boolean | number, id: string, rest: Omit<Item, 'id'>): readonly Item[] =>
    there === false || there === 0 ? [] : [{ id, ...rest }];
  const items = [
    ...item(alarms, 'alarms', {
      icon: IconAlertTriangle,
      tone: 'bad',
      label: text.alarms(alarms),
      onOpen: () => {
        go('drift');
      },
    }),
    ...item(away, 'away', {
      icon: IconPlaneArrival,
      tone: 'warn',
      label: text.away,
      onOpen: () => {
        go('away');
      },
    }),
    ...item(conflicts, 'conflicts', {
      icon: IconArrowMerge,
      tone: 'warn',
      label: text.conflicts(conflicts),
      onOpen: () => {
        go('conflicts');
      },
    }),
    ...item(tenants?.refused ?? 0, 'refused', {
      icon: IconAlertTriangle,
      tone: 'bad',
      label: text.refused(tenants?.refused ?? 0),
      onOpen: () => {
        onTenants({ ...initialFilter, state: 'all', refused: true });
      },
    }),
    ...item(failures, 'failures', {
      icon: IconAlertTriangle,
      tone: 'bad',
      label: text.failures(failures),
      onOpen: onFailures,
    }),
    ...item(drifted, 'drift', {
      icon: IconHandStop,
      tone: 'warn',
      label: text.drift(drifted),
      onOpen: () => {
        go('drift');
      },
    }),
    ...item(tenants?.ownerless ?? 0, 'ownerless', {
      icon: IconUserQuestion,
      tone: 'warn',
      label: text.ownerless(tenants?.ownerless ?? 0),
      onOpen: () => {
        onTenants({ ...initialFilter, state: 'all', ownerless: true });
      },
    }),
    ...item(tenants?.waiting ?? 0, 'waiting', {
      icon: IconGitCompare,
      tone: 'plain',
      label: text.waiting(tenants?.waiting ?? 0),
      onOpen: () => {
        go('plan');
      },
    }),
    ...item(stale, 'stale', {
      icon: IconKey,
      tone: 'plain',
      label: text.stale(stale),
      onOpen: () => {
        go('apiKeys');
      },
    }),
  ];
  if (tenants === undefined) return null;
  if (items.length === 0) {
    return (
      <p className="overview-fine muted">
        <IconCircleCheck size={16} stroke={1.6} aria-hidden /> {text.nothing}
      </p>
    );
  }
  return (
    <ul className="overview-list">
      {items.map(({ id, icon: Icon, tone, label, onOpen }) => (
        <li key={id}>
          <button type="button" className="overview-line" onClick={onOpen}>
            <Icon size={16} stroke={1.6} className={tone} aria-hidden />
            <span className="ellipsis">{label}</span>
            <span className="spacer" />
            <IconChevronRight size={14} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
