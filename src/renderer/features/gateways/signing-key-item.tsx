import { Button } from '@mantine/core';
import type { GatewaysView, SigningKeyRow } from '../../../shared/bridge/gateway-views.ts';
import { fullMoment, moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';

const text = words.gateways;

interface Props {
  readonly signingKey: SigningKeyRow;
  readonly server: GatewaysView['server'];
  readonly onRotate: () => void;
  readonly onWithdraw: () => void;
}

/** One key: where it stands, what the server has of it, and the two ways on. */
export function SigningKeyItem({ signingKey: key, server, onRotate, onWithdraw }: Props) {
  const since = key.retiredAt ?? key.retiringAt ?? key.activatedAt ?? key.createdAt;
  return (
    <li className="signing-key">
      <div className="signing-key-head">
        <span className={`badge signing-${key.state}`}>{text.states[key.state]}</span>
        <span className="mono ellipsis" title={key.kid}>
          {key.kid}
        </span>
        <span className="muted">{key.alg}</span>
        <span className="spacer" />
        {(key.state === 'next' || key.state === 'active') && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={text.rotateKey(key.kid)}
            onClick={onRotate}
          >
            {text.rotate}
          </Button>
        )}
        {key.state !== 'retired' && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            aria-label={text.withdrawKey(key.kid)}
            onClick={onWithdraw}
          >
            {text.withdraw}
          </Button>
        )}
      </div>
      <p className="muted" title={fullMoment(since)}>
        {text.hints[key.state]}{' '}
        {key.installedOn === null || server === null
          ? text.unknown
          : text.installed(key.installedOn.length, server.nodes.length)}{' '}
        {text.states[key.state]} {text.since(moment(since, new Date()))}.
      </p>
    </li>
  );
}
