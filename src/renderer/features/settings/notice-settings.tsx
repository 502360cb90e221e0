import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AppState } from '../../../shared/bridge/views.ts';
import { noticeCauses, type NoticeCause } from '../../../shared/notices/notice.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';

const text = words.settings.notices;

/** What may be told on the desktop while nobody looks at the window. */
export function NoticeSettings({ notices }: Pick<AppState, 'notices'>) {
  const client = useClient();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: (asked: { readonly cause: NoticeCause; readonly on: boolean }) =>
      client.app.setNotice(asked),
    onMutate: ({ cause, on }) => {
      queries.setQueryData<AppState>(keys.appState, (state) =>
        state === undefined ? state : { ...state, notices: { ...state.notices, [cause]: on } },
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.appState }),
  });
  return (
    <>
      <p className="muted">{text.about}</p>
      {noticeCauses.map((cause) => (
        <Switch
          key={cause}
          size="xs"
          label={text.causes[cause]}
          description={text.hints[cause]}
          checked={notices[cause]}
          onChange={() => {
            set.mutate({ cause, on: !notices[cause] });
          }}
        />
      ))}
      {set.error !== null && <ErrorNote error={set.error} />}
    </>
  );
}
