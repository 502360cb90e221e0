import type { TenantDetail } from '../../../shared/bridge/views.ts';

export const editFields = ['name', 'ownerEmail', 'description'] as const;
export type EditField = (typeof editFields)[number];

/** The fields of the form as texts; an owner that is none is empty. */
export type EditTexts = Readonly<Record<EditField, string>>;

export function textsOf({ name, ownerEmail, description }: TenantDetail): EditTexts {
  return { name, ownerEmail: ownerEmail ?? '', description };
}

/**
 * Fields that were edited elsewhere since they were last taken over, and that somebody has typed something
 * else into here: there is a choice to be made. `touched`: fields somebody typed into, even where they typed
 * what stood there before.
 */
export function contested(
  base: EditTexts,
  now: EditTexts,
  typed: EditTexts,
  touched: ReadonlySet<EditField>,
): readonly EditField[] {
  return editFields.filter(
    (field) => touched.has(field) && now[field] !== base[field] && typed[field] !== now[field],
  );
}

/** Fields that were edited elsewhere and not touched here: they can follow. */
export function following(
  base: EditTexts,
  now: EditTexts,
  touched: ReadonlySet<EditField>,
): readonly EditField[] {
  return editFields.filter((field) => !touched.has(field) && now[field] !== base[field]);
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
