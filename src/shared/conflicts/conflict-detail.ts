import type {
  ConflictDetail,
  ConflictField,
  ConflictRow,
  ConflictSide,
} from '../bridge/conflict-views.ts';
import type { IndexedDocument } from '../documents/registry-document.ts';
import type { FieldDecision, MergeResult } from './merge-result.ts';
import type { JsonObject, Slot } from './slot.ts';

/** What lists tell of a conflicted document without reading its leaves. */
export interface ConflictHead {
  readonly id: string;
  readonly kind: string;
  /** What won, as far as it can be read. */
  readonly document: IndexedDocument | null;
}

const hiddenValue = 'hash, not shown';

/** A conflict as a person reviews it: the sides, and place by place what they say and what is taken. */
export function conflictDetail(
  head: ConflictHead,
  result: MergeResult,
  known: { readonly mine: string | null; readonly baseKnown: boolean },
): ConflictDetail {
  const sideList = result.sides.map(({ rev, body, deleted }, index) => ({
    rev,
    mine: rev === known.mine,
    winner: index === 0,
    deleted,
    ...editOf(body),
  }));
  return {
    documentId: head.id,
    kind: head.kind,
    title: conflictTitle(head),
    tenantId: conflictTenant(head),
    asks: result.asks,
    sides: sideList.length,
    updatedAt: latest(sideList),
    sideList,
    baseKnown: known.baseKnown,
    fields: result.fields.map(fieldView),
  };
}

/** The part of it that a list shows. */
export function conflictRow(detail: ConflictDetail): ConflictRow {
  const { documentId, kind, title, tenantId, asks, sides, updatedAt } = detail;
  return { documentId, kind, title, tenantId, asks, sides, updatedAt };
}

/** The name that a person knows the document by. */
export function conflictTitle({ id, document }: ConflictHead): string {
  switch (document?.type) {
    case 'tenant':
    case 'server':
    case 'api_key':
    case 'application':
      return document.name;
    case 'user':
      return document.name === '' ? document.email : document.name;
    case 'invitation':
      return document.email;
    case 'blueprint':
      return document.title;
    case 'account':
      return document.username;
    case 'override':
      return document.database;
    case 'revocation':
      return document.key_id;
    case 'signing_key':
      return document.kid;
    case 'membership':
    case 'usage':
    case 'revoked_token':
    case 'lease':
    case undefined:
      return id;
  }
}

/** The tenant that a document belongs to, or null. */
export function conflictTenant({ document }: ConflictHead): string | null {
  return document !== null && 'tenant_id' in document && typeof document.tenant_id === 'string'
    ? document.tenant_id
    : null;
}

function fieldView(field: FieldDecision): ConflictField {
  const { path, base, values, verdict, taken, reason } = field;
  return {
    path,
    base: { known: base.known, value: shown(field, base.slot).value },
    values: values.map((slot) => shown(field, slot)),
    verdict,
    taken: taken === null ? { present: false, value: null } : shown(field, taken),
    reason,
  };
}

function shown({ hidden }: FieldDecision, slot: Slot): Slot {
  return hidden && slot.present ? { present: true, value: hiddenValue } : slot;
}

function editOf(body: JsonObject): Pick<ConflictSide, 'updatedBy' | 'updatedAt'> {
  const { updatedBy, updatedAt } = body;
  return {
    updatedBy: typeof updatedBy === 'string' ? updatedBy : null,
    updatedAt: typeof updatedAt === 'string' ? updatedAt : null,
  };
}

function latest(sides: readonly ConflictSide[]): string | null {
  return sides.reduce<string | null>(
    (last, { updatedAt }) =>
      updatedAt !== null && (last === null || updatedAt > last) ? updatedAt : last,
    null,
  );
}
