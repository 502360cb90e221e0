import type { TenantDetail } from '../../../shared/bridge/views.ts';

export const editFields = ['name', 'ownerEmail', 'description'] as const;
export type EditField = (typeof editFields)[number];

/** The fields of the form as texts; an owner that is none is empty. */
export type EditTexts = Readonly<Record<EditField, string>>;

export function textsOf({ name, ownerEmail, description }: TenantDetail): EditTexts {
  return { name, ownerEmail: ownerEmail ?? '', description };
}

/**
 * Fields that were edited elsewhere since the form was opened, and that somebody has typed something else
 * into here: there is a choice to be made.
 */
export function contested(
  opened: EditTexts,
  now: EditTexts,
  typed: EditTexts,
): readonly EditField[] {
  return editFields.filter(
    (field) =>
      now[field] !== opened[field] && typed[field] !== opened[field] && typed[field] !== now[field],
  );
}

/** Fields that were edited elsewhere and not touched here: they can follow. */
export function following(
  opened: EditTexts,
  now: EditTexts,
  typed: EditTexts,
): readonly EditField[] {
  return editFields.filter(
    (field) => now[field] !== opened[field] && typed[field] === opened[field],
  );
}

/** What is to be sent: only what differs from the tenant as it is now. */
export function changedFields(
  now: EditTexts,
  typed: EditTexts,
): { readonly name?: string; readonly ownerEmail?: string | null; readonly description?: string } {
  const ownerEmail = typed.ownerEmail.trim();
  return {
    ...(typed.name === now.name ? {} : { name: typed.name }),
    ...(ownerEmail === now.ownerEmail ? {} : { ownerEmail: ownerEmail === '' ? null : ownerEmail }),
    ...(typed.description === now.description ? {} : { description: typed.description }),
  };
}
