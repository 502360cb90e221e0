import type { Blueprint } from '../documents/blueprint.ts';
import type { Command } from './command.ts';

/**
 * Writes a preset blueprint where the registry has none of that name; an existing one is left alone.
 * The document's content is fixed, so two laptops that write it make the same revision.
 */
export function ensureBlueprint(
  preset: Blueprint,
): Command<{ readonly blueprint: string; readonly changed: boolean }> {
  return (snapshot, context) => {
    if (snapshot.blueprints.has(preset._id)) {
      return { documents: [], audit: [], result: { blueprint: preset._id, changed: false } };
    }
    return {
      documents: [preset],
      audit: [
        {
          type: 'audit_log',
          tenant_id: null,
          action: 'blueprint_added',
          actor: context.actor,
          resource_type: 'blueprint',
          resource_id: preset._id,
          outcome: 'ok',
          details: { before: null, after: { title: preset.title, version: preset.version } },
          createdAt: context.now,
        },
      ],
      result: { blueprint: preset._id, changed: true },
    };
  };
}
