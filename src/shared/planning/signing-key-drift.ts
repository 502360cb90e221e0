import type { DriftFinding, DriftKind } from './drift.ts';
import type { Operation } from './plan.ts';
import type { ServerSpec } from './server-spec.ts';
import type { ServerState } from './server-state.ts';
import { samePublicKey } from './signing-keys.ts';

/**
 * What was done by hand to the gateways' signing keys. It needs no memory: a gateway signs with a key only
 * once CouchDB takes it, so one that has signed was there; and nobody but a hand writes another key under
 * the name of one.
 */
export function signingKeyDrift(
  { signingKeys }: Pick<ServerSpec, 'signingKeys'>,
  { nodes }: Pick<ServerState, 'nodes'>,
  operations: readonly Operation[],
): readonly DriftFinding[] {
  const findings: DriftFinding[] = [];
  const add = (
    kind: DriftKind,
    subject: string,
    detail: string,
    corrections: readonly string[],
  ) => {
    findings.push({
      id: `${kind} ${subject}`,
      kind,
      tenantId: null,
      tenantKey: null,
      subject,
      detail,
      corrections,
      adoptable: false,
      alarm: false,
    });
  };
  for (const operation of operations) {
    if (operation.kind !== 'jwtkey.write') continue;
    const { id, target, gateway, before, state } = operation;
    if (before === 'other') {
      add('signing-key-changed', target, `It is another key than that of ${gateway}.`, [id]);
    } else if (state !== 'next') {
      const detail = `Tokens of ${gateway} are refused there. The key was removed, or the node is new.`;
      add('signing-key-removed', target, detail, [id]);
    }
  }
  for (const { name, value, state } of signingKeys) {
    if (state !== 'retired') continue;
    for (const [node, observed] of nodes) {
      const found = observed?.keys.get(name);
      if (found === undefined || (found !== null && samePublicKey(found, value))) continue;
      const detail = 'Another key stands under the name of a retired one. It is left alone.';
      add('signing-key-changed', `${node} ${name}`, detail, []);
    }
  }
  return findings;
}
