import { Button, SegmentedControl } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ListedProblem, MadeInvitation } from '../../../shared/bridge/people-views.ts';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import type { TenantRole } from '../../../shared/documents/membership.ts';
import { readAddressList } from '../../../shared/people/address-list.ts';
import { words } from '../../app/messages/words.ts';
import { tell } from '../../app/tell.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { rolesIn } from './further-roles-dialog.tsx';
import { ListProblems } from './list-problems.tsx';
import { AddressField, RoleFields } from './people-fields.tsx';
import { MadeLinks } from './made-links.tsx';
import { usePeopleChange } from './use-people.ts';

const { adding: text } = words.people;

interface Form {
  readonly list: string;
  readonly role: TenantRole;
  readonly furtherRoles: string[];
}

interface Outcome {
  readonly made: readonly MadeInvitation[];
  readonly added: number;
  readonly already: number;
  readonly problems: readonly ListedProblem[];
  readonly rest: string;
}

interface Props {
  readonly tenant: TenantDetail;
  /** Nobody owns the tenant yet. */
  readonly first: boolean;
  readonly onClose: () => void;
}

/**
 * Adds or invites everybody of a pasted list. What cannot be read is told while one types; what came to
 * nothing stays in the field, and nothing else does.
 */
export function AddPeopleDialog({ tenant, first, onClose }: Props) {
  const [how, setHow] = useState<'add' | 'invite'>('add');
  const [list, setList] = useState('');
  const [role, setRole] = useState<TenantRole>(first ? 'owner' : 'viewer');
  const [further, setFurther] = useState('');
  const [asked, setAsked] = useState(false);
  /** Whether somebody came in already, so that there is nothing to cancel any more. */
  const [came, setCame] = useState(false);
  const [links, setLinks] = useState<readonly MadeInvitation[]>([]);
  const tenantId = tenant.id;
  const field = useRef<HTMLTextAreaElement>(null);
  const send = usePeopleChange(async ({ people, invitations }, form: Form): Promise<Outcome> => {
    if (how === 'add') {
      const { back, added, ...report } = await people.add({ tenantIds: [tenantId], ...form });
      return { made: [], added: added + back, ...report };
    }
    return { added: 0, already: 0, ...(await invitations.create({ tenantId, ...form })) };
  });
  const read = readAddressList(list);
  const count = read.entries.length;
  const done = send.data;
  const nothing = asked && list.trim() === '' && done === undefined ? text.listNeeded : null;
  const submit = () => {
    setAsked(true);
    if (list.trim() === '' || send.isPending) return;
    send.mutate(
      { list, role, furtherRoles: rolesIn(further) },
      {
        onSuccess: ({ made, added, already, problems, rest }) => {
          setLinks((before) => [...before, ...made]);
          setCame((before) => before || added + made.length > 0);
          setList(rest);
          setAsked(false);
          // The list behind shows who came in; only what it does not show needs a word.
          if (problems.length === 0 && already > 0) {
            tell(text.done(added, already));
          }
          if (problems.length === 0 && made.length === 0) onClose();
          else field.current?.focus();
        },
      },
    );
  };
  if (links.length > 0 && list.trim() === '') return <MadeLinks made={links} onClose={onClose} />;
  return (
    <Dialog opened onClose={onClose} title={text.title(tenant.name)} size="34rem" asksTexts>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={text.how}
            value={how}
            data={[
              { value: 'add', label: text.add },
              { value: 'invite', label: text.invite },
            ]}
            onChange={setHow}
          />
          <p className="muted people-how">{how === 'add' ? text.addText : text.inviteText}</p>
        </div>
        <AddressField
          field={field}
          list={list}
          error={nothing}
          onChange={(written) => {
            setList(written);
            send.reset();
          }}
          onSubmit={submit}
        />
        <p className="muted people-found" role="status">
          {done !== undefined && done.added + done.already > 0 && (
            <strong>{text.done(done.added, done.already)}. </strong>
          )}
          {list.trim() !== '' && text.found(count)}
          {read.duplicates > 0 && `, ${text.twice(read.duplicates)}`}
        </p>
        {done !== undefined && done.problems.length > 0 ? (
          <ListProblems title={text.refused(done.problems.length)} problems={done.problems} />
        ) : (
          read.problems.length > 0 && (
            <ListProblems
              title={text.problems(read.problems.length)}
              problems={read.problems}
              numbered
            />
          )
        )}
        <RoleFields role={role} further={further} onRole={setRole} onFurther={setFurther} />
        {send.error !== null && <ErrorNote error={send.error} />}
        <div className="actions actions-end">
          {links.length > 0 && (
            <Button
              variant="default"
              onClick={() => {
                setList('');
              }}
            >
              {words.people.links.title(links.length)}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {came ? text.finish : words.frame.cancel}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {how === 'add' ? text.confirmAdd(count) : text.confirmInvite(count)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
