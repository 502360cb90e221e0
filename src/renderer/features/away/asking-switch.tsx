import { Switch } from '@mantine/core';
import { useCatchUp } from '../../app/data/frame-queries.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useSetAsking } from './use-away.ts';

const text = words.away;

/** Whether applying on this device waits after it was offline. */
export function AskingSwitch() {
  const state = useCatchUp();
  const set = useSetAsking();
  if (state.error !== null) return <ErrorNote error={state.error} />;
  if (state.data === undefined) return <p className="muted">{words.frame.loading}</p>;
  const { askBeforeApplying } = state.data;
  return (
    <>
      <Switch
        size="xs"
        label={text.ask}
        description={text.askText}
        checked={askBeforeApplying}
        onChange={() => {
          set.mutate(!askBeforeApplying);
        }}
      />
      {set.error !== null && <ErrorNote error={set.error} />}
    </>
  );
}
