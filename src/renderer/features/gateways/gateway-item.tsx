import type {
  GatewayRow,
  GatewaysView,
  SigningKeyRow,
} from '../../../shared/bridge/gateway-views.ts';
import { ago, fullMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { SigningKeyItem } from './signing-key-item.tsx';

const text = words.gateways;

export type KeyChange = 'retiring' | 'retired';

interface Props {
  readonly gateway: GatewayRow;
  readonly server: GatewaysView['server'];
  readonly onChange: (key: SigningKeyRow, to: KeyChange) => void;
}

/** One gateway: when it was last heard of, what it counted, and its keys, those that are over folded away. */
export function GatewayItem({ gateway, server, onChange }: Props) {
  const { name, lastActive, today, month } = gateway;
  const retired = gateway.keys.filter(({ state }) => state === 'retired');
  const item = (key: SigningKeyRow) => (
    <SigningKeyItem
      key={key.kid}
      signingKey={key}
      server={server}
      onRotate={() => {
        onChange(key, 'retiring');
      }}
      onWithdraw={() => {
        onChange(key, 'retired');
      }}
    />
  );
  return (
    <li className="gateway-item" aria-label={text.gateway(name)}>
      <div className="gateway-head">
        <strong className="ellipsis" title={name}>
          {name}
        </strong>
        <span className="muted" {...(lastActive === null ? {} : { title: fullMoment(lastActive) })}>
          {lastActive === null ? text.neverHeard : text.heard(ago(lastActive, new Date()))}
          {' · '}
          {text.uses(today, month)}
        </span>
      </div>
      {gateway.keys.length === 0 && <p className="muted">{text.noKey}</p>}
      <ul aria-label={text.keys(name)}>
        {gateway.keys.filter(({ state }) => state !== 'retired').map(item)}
      </ul>
      {retired.length > 0 && (
        <details>
          <summary className="muted">{text.earlier(retired.length)}</summary>
          <ul>{retired.map(item)}</ul>
        </details>
      )}
    </li>
  );
}
