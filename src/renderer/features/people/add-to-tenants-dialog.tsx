import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ListedProblem } from '../../../shared/bridge/people-views.ts';
import type { TenantRole } from '../../../shared/documents/membership.ts';
import { readAddressList } from '../../../shared/people/address-list.ts';
import { useClient } from '../../app/bridge-context.tsx';
import type { PartsReport } from '../../app/data/in-parts.ts';
import { keys } from '../../app/data/keys.ts';
import { useInParts } from '../../app/data/use-in-parts.ts';
import { words } from '../../app/messages/words.ts';
import { tell } from '../../app/tell.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PartsProgress, PartsRemarks } from '../../components/parts-progress.tsx';
import { mergedAnswers } from './added-to-many.ts';
import { rolesIn } from './further-roles-dialog.tsx';
import { ListProblems } from './list-problems.tsx';
import { AddressField, RoleFields } from './people-fields.tsx';
import './people.css';

const { adding: text } = words.people;
/** Memberships in one write. */
const atOnce = 400;

interface Props {
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

interface Order {
  readonly ids: readonly string[];
  readonly list: string;
  readonly role: TenantRole;
  readonly furtherRoles: string[];
}

/** Adds everybody of a pasted list to every selected tenant; what came to nothing stays in the field. */
export function AddToTenantsDialog({ ids, onClose, onDone }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const [list, setList] = useState('');
  const [role, setRole] = useState<TenantRole>('viewer');
  const [further, setFurther] = useState('');
  const [asked, setAsked] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = useInParts(
    (order: Order) =>
      Math.max(1, Math.floor(atOnce / Math.max(1, readAddressList(order.list).entries.length))),
    ({ list: written, role: given, furtherRoles }: Order, part) =>
      client.people.add({ tenantIds: [...part], list: written, role: given, furtherRoles }),
    () => {
      void queries.invalidateQueries({ queryKey: keys.people });
      void queries.invalidateQueries({ queryKey: keys.tenants });
    },
  );
  const read = readAddressList(list);
  const merged = mergedAnswers(send.data?.answers ?? []);
  const remarks: PartsReport<unknown> | undefined = send.data;
  const problems: readonly ListedProblem[] = merged.problems;
  const submit = () => {
    setAsked(true);
    if (list.trim() === '' || send.isPending) return;
    send.mutate(
      { ids, list, role, furtherRoles: rolesIn(further) },
      {
        onSuccess: ({ answers, refused, left }) => {
          const sum = mergedAnswers(answers);
          tell(text.doneMany(sum.added, sum.already));
          onDone();
          if (sum.problems.length === 0 && refused.length === 0 && left === 0) {
            onClose();
            return;
          }
          setList(left > 0 ? list : sum.rest);
          setAsked(false);
          field.current?.focus();
        },
      },
    );
  };
  return (
    <Dialog
      opened
      onClose={send.isPending ? send.stop : onClose}
      title={text.titleMany(ids.length)}
      size="34rem"
      asksTexts
    >
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <p className="muted">{text.addText}</p>
        <AddressField
          field={field}
          list={list}
          error={asked && list.trim() === '' ? text.listNeeded : null}
          onChange={(written) => {
            setList(written);
            send.reset();
          }}
          onSubmit={submit}
        />
        <p className="muted people-found" role="status">
          {list.trim() !== '' && text.found(read.entries.length)}
          {read.duplicates > 0 && `, ${text.twice(read.duplicates)}`}
        </p>
        {problems.length > 0 ? (
          <ListProblems title={text.refused(problems.length)} problems={problems} />
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
        {remarks !== undefined && <PartsRemarks report={remarks} />}
        {send.isPending && <PartsProgress done={send.done} all={ids.length} />}
        {send.error !== null && <ErrorNote error={send.error} />}
        <div className="actions actions-end">
          {send.isPending ? (
            <Button variant="default" onClick={send.stop} disabled={send.stopping}>
              {send.stopping ? words.tenants.bulk.stopping : words.tenants.bulk.stop}
            </Button>
          ) : (
            <Button variant="default" onClick={onClose}>
              {words.frame.cancel}
            </Button>
          )}
          <Button type="submit" loading={send.isPending}>
            {text.confirmAdd(read.entries.length)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
