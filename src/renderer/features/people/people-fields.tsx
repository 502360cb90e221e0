import { SegmentedControl, Textarea, TextInput } from '@mantine/core';
import type { RefObject } from 'react';
import {
  tenantRoleSchema,
  tenantRoles,
  type TenantRole,
} from '../../../shared/documents/membership.ts';
import { words } from '../../app/messages/words.ts';

const { adding: text, ...all } = words.people;
const roles = tenantRoles.toReversed().map((value) => ({ value, label: all.roles[value] }));

interface AddressFieldProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly list: string;
  readonly error: string | null;
  readonly onChange: (list: string) => void;
  /** Ctrl+Enter, since Enter is a line of the list. */
  readonly onSubmit: () => void;
}

/** Where a list of addresses is pasted. */
export function AddressField({ field, list, error, onChange, onSubmit }: AddressFieldProps) {
  return (
    <Textarea
      ref={field}
      label={text.list}
      description={text.listHint}
      data-autofocus
      rows={5}
      value={list}
      error={error}
      spellCheck={false}
      placeholder={'Anna Müller <anna@example.org>\nben@example.org'}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onSubmit();
      }}
    />
  );
}

interface RoleFieldsProps {
  readonly role: TenantRole;
  readonly further: string;
  readonly onRole: (role: TenantRole) => void;
  readonly onFurther: (further: string) => void;
}

/** The role that all of a list get, and those that only the tenant's applications know. */
export function RoleFields({ role, further, onRole, onFurther }: RoleFieldsProps) {
  return (
    <>
      <div className="people-role-choice">
        <p className="people-label">{text.role}</p>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={text.role}
          value={role}
          data={roles}
          onChange={(value) => {
            onRole(tenantRoleSchema.parse(value));
          }}
        />
        <p className="muted people-how">{all.rolesText[role]}</p>
      </div>
      <TextInput
        label={`${all.further} (${words.tenants.optional})`}
        description={all.furtherHint}
        value={further}
        maxLength={1000}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          onFurther(event.currentTarget.value);
        }}
      />
    </>
  );
}
