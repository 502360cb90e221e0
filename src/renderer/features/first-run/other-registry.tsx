import { Radio } from '@mantine/core';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';

/** What becomes of tenants that belong to another server than the one connected to. */
export type TenantsFate = 'stay' | 'move';

const text = words.connection.otherRegistry;

interface Props {
  readonly tenants: number;
  readonly fate: TenantsFate;
  readonly onFate: (fate: TenantsFate) => void;
}

/** Asks before connecting, since no tenant of one server is to appear on another by accident. */
export function OtherRegistry({ tenants, fate, onFate }: Props) {
  return (
    <Note tone="warn" title={text.title(tenants)} role="status">
      <Radio.Group
        aria-label={text.title(tenants)}
        value={fate}
        onChange={(value) => {
          onFate(value === 'move' ? 'move' : 'stay');
        }}
      >
        <div className="stack">
          <Radio value="stay" label={text.stay} description={text.stayHint} />
          <Radio value="move" label={text.move} description={text.moveHint} />
        </div>
      </Radio.Group>
    </Note>
  );
}
