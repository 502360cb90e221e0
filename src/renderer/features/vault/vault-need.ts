import type { VaultStatus } from '../../../shared/bridge/views.ts';

export type VaultNeed = 'passphrase' | 'unlock' | 'keychain' | 'damaged';

/** What a vault that is not open needs of the operator. */
export function vaultNeed(vault: VaultStatus): VaultNeed {
  if (vault.problem?.code === 'vault-damaged') return 'damaged';
  if (vault.problem?.code === 'keychain-locked') return 'keychain';
  if (vault.state === 'absent') return 'passphrase';
  return vault.protection === 'keychain' ? 'keychain' : 'unlock';
}
