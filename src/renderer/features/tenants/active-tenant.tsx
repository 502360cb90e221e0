import { IconSelector } from '@tabler/icons-react';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { useWorkplace } from './use-workplace.ts';
import './switcher.css';

const text = words.tenants.switcher;

/** The tenant one works in, and the way to another one. */
export function ActiveTenant() {
  const { openDialog } = useNavigation();
  const active = useWorkplace().data?.active ?? null;
  const label = active === null ? text.noneButton : text.button(active.name);
  return (
    <button
      type="button"
      className="active-tenant"
      aria-label={label}
      title={label}
      onClick={() => {
        openDialog('switch-tenant');
      }}
    >
      <span className={active === null ? 'ellipsis muted' : 'ellipsis'}>
        <bdi>{active?.name ?? text.none}</bdi>
      </span>
      <IconSelector size={14} stroke={1.6} aria-hidden />
    </button>
  );
}
