import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import {
  addApplication,
  editApplication,
  removeApplication,
  restoreApplication,
} from '../../shared/commands/edit-applications.ts';
import type { Services } from './services.ts';

export function applicationsApi({ registry, uuid }: Services): ConsoleApi['applications'] {
  return {
    add: (input) => registry.execute(addApplication({ ...input, appId: uuid() })),
    edit: (input) => registry.execute(editApplication(input)),
    remove: (input) => registry.execute(removeApplication(input)),
    restore: (input) => registry.execute(restoreApplication(input)),
  };
}
