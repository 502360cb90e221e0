import { hasJwtHandler } from '../../../shared/planning/jwt-handlers.ts';
import type {
  Operation,
  WriteDesign,
  WriteSecurity,
  WriteUser,
} from '../../../shared/planning/plan.ts';
import type { SecurityMarker, SecurityObject } from '../../../shared/planning/security-object.ts';
import { words } from '../../app/messages/words.ts';

const { sentences } = words.plan;

/** What an operation does, as a verb phrase and the name it is about. */
export function operationWords(operation: Operation): { does: string; subject: string } {
  switch (operation.kind) {
    case 'database.create':
      return { does: sentences.createDatabase, subject: operation.target };
    case 'security.write':
      return { does: securitySentence(operation), subject: operation.target };
    case 'design.write':
      return designSentence(operation);
    case 'index.write':
      return { does: sentences.writeIndex, subject: operation.target };
    case 'limit.write':
      return { does: sentences.writeLimit, subject: operation.target };
    case 'database.delete':
      return { does: sentences.deleteDatabase, subject: operation.target };
    case 'user.delete':
      return { does: sentences.deleteUser, subject: operation.target };
    case 'jwtkey.write': {
      const restores = operation.before === 'other';
      const does = restores ? sentences.restoreKey : sentences.installKey;
      return { does: does(operation.gateway), subject: operation.target };
    }
    case 'jwtkey.delete':
      return { does: sentences.takeKey(operation.gateway), subject: operation.target };
    case 'handlers.write':
      return {
        does: hasJwtHandler(operation.value) ? sentences.handlersOn : sentences.handlersOff,
        subject: operation.target,
      };
    case 'user.write':
      return { does: userSentence(operation), subject: operation.target };
  }
}

/** The guard is told from what else an application has in its design documents. */
function designSentence(operation: WriteDesign): { does: string; subject: string } {
  const isNew = operation.rev === null;
  return 'validate_doc_update' in operation.design.body
    ? { does: isNew ? sentences.createGuard : sentences.changeGuard, subject: operation.database }
    : { does: isNew ? sentences.createDesign : sentences.changeDesign, subject: operation.target };
}

/** Which way access goes, as far as the states of the tenant in `_security` before and after tell. */
function securitySentence({ before, body }: WriteSecurity): string {
  if (before === null) return sentences.setSecurity;
  const was = stateIn(before);
  const is = stateIn(body) ?? 'active';
  if (is !== 'active') {
    return was === undefined || was === 'active'
      ? sentences.withdrawAccess
      : sentences.keepWithdrawn;
  }
  return was === undefined || was === 'active' ? sentences.changeSecurity : sentences.giveAccess;
}

function stateIn({ mycouch }: SecurityObject): SecurityMarker['state'] | undefined {
  return mycouch?.state;
}

function userSentence({ change, before, roles }: WriteUser): string {
  switch (change) {
    case 'create':
      return sentences.createUser;
    case 'credential':
      return sentences.changeCredential;
    case 'roles':
      if (roles.length === 0) return sentences.takeRoles;
      return before?.roles.length === 0 ? sentences.giveRoles : sentences.changeRoles;
  }
}
