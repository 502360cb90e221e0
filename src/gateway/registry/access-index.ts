import type { Application } from '../../shared/documents/application.ts';
import type { Invitation } from '../../shared/documents/invitation.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import type { User } from '../../shared/documents/user.ts';
import { liveLists } from '../../shared/registry/live-maps.ts';

/** Documents by what requests name them with, beside the keys that every registry in memory has. */
export interface AccessIndex {
  readonly add: (document: IndexedDocument) => void;
  readonly take: (document: IndexedDocument) => void;
  readonly usersBySub: (sub: string) => readonly User[];
  readonly usersByAddress: (address: string) => readonly User[];
  readonly application: (appId: string) => Application | undefined;
  readonly applicationsByIssuer: (issuer: string) => readonly Application[];
  readonly invitation: (invitationId: string) => Invitation | undefined;
  readonly invitationsByTokenHash: (hash: string) => readonly Invitation[];
}

export function createAccessIndex(): AccessIndex {
  const usersBySub = liveLists<User>();
  const usersByAddress = liveLists<User>();
  const applications = new Map<string, Application>();
  const applicationsByIssuer = liveLists<Application>();
  const invitations = new Map<string, Invitation>();
  const invitationsByTokenHash = liveLists<Invitation>();

  return {
    add: (document) => {
      switch (document.type) {
        case 'user':
          if (document.sub !== null) usersBySub.add(document.sub, document);
          usersByAddress.add(addressKey(document.email), document);
          break;
        case 'application':
          applications.set(document.app_id, document);
          applicationsByIssuer.add(document.issuer, document);
          break;
        case 'invitation':
          invitations.set(document.invitation_id, document);
          invitationsByTokenHash.add(document.tokenHash, document);
          break;
        default:
          break;
      }
    },
    take: (document) => {
      switch (document.type) {
        case 'user':
          if (document.sub !== null) usersBySub.take(document.sub, document);
          usersByAddress.take(addressKey(document.email), document);
          break;
        case 'application':
          applications.delete(document.app_id);
          applicationsByIssuer.take(document.issuer, document);
          break;
        case 'invitation':
          invitations.delete(document.invitation_id);
          invitationsByTokenHash.take(document.tokenHash, document);
          break;
        default:
          break;
      }
    },
    usersBySub: usersBySub.get,
    usersByAddress: (address) => usersByAddress.get(addressKey(address)),
    application: (appId) => applications.get(appId),
    applicationsByIssuer: applicationsByIssuer.get,
    invitation: (invitationId) => invitations.get(invitationId),
    invitationsByTokenHash: invitationsByTokenHash.get,
  };
}

/** As people write one address in different ways. */
function addressKey(address: string): string {
  return address.trim().toLowerCase();
}
