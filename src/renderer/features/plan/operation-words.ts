import type { Operation } from '../../../shared/planning/plan.ts';
import { words } from '../../app/messages/words.ts';

const { sentences } = words.plan;

/** What an operation does, as a verb phrase and the name it is about. */
export function operationWords(operation: Operation): { does: string; subject: string } {
  switch (operation.kind) {
    case 'database.create':
      return { does: sentences.createDatabase, subject: operation.target };
    case 'security.write':
      return {
        does: operation.before === null ? sentences.setSecurity : sentences.changeSecurity,
        subject: operation.target,
      };
    case 'design.write':
      return {
        does: operation.rev === null ? sentences.createGuard : sentences.changeGuard,
        subject: operation.database,
      };
    case 'user.write':
      return { does: userSentence(operation.change), subject: operation.target };
  }
}

function userSentence(change: 'create' | 'credential' | 'roles'): string {
  switch (change) {
    case 'create':
      return sentences.createUser;
    case 'credential':
      return sentences.changeCredential;
    case 'roles':
      return sentences.changeRoles;
  }
}
