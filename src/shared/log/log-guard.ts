/** Raised with every change of the source; a higher one on a server is left alone. */
export const logGuardVersion = 1;

export const logGuardId = '_design/mycouch-log';

/**
 * The log's `validate_doc_update`: operators add entries of the right shape and do nothing else. ES5 of the
 * oldest engine. No wall: whoever replicates passes it with a second revision, and an administrator passes
 * it anyway; verifying finds both.
 */
const source = `function (newDoc, oldDoc, userCtx) {
  var roles = userCtx.roles || [];
  for (var i = 0; i < roles.length; i++) {
    if (roles[i] === '_admin') return;
  }
  var refuse = function (reason) {
    throw({ forbidden: 'mycouch: ' + reason });
  };
  if (newDoc._deleted) refuse('entries of the audit log are not deleted');
  if (oldDoc) refuse('entries of the audit log are not changed');
  if (!/^audit_[0-9]{8}T[0-9]{9}Z_[0-9a-f]{64}$/.test(newDoc._id)) {
    refuse('this is no id of an entry of the audit log');
  }
  if (newDoc._attachments) refuse('entries of the audit log have no attachments');
  var chain = newDoc.chain;
  if (newDoc.type !== 'audit_log' || !chain || typeof chain.device_id !== 'string' || !(chain.seq >= 1)) {
    refuse('an entry of the audit log has a place in a chain');
  }
  if (typeof newDoc.key !== 'string' || typeof newDoc.signature !== 'string') {
    refuse('an entry of the audit log is signed');
  }
  if (typeof newDoc.createdAt !== 'string' || typeof newDoc.action !== 'string' || typeof newDoc.actor !== 'string') {
    refuse('an entry of the audit log says who did what and when');
  }
  var time = newDoc.createdAt.replace(/[-:.]/g, '').replace(/Z$/, '');
  if (newDoc._id.substr(6, time.length) !== time) {
    refuse('the id of an entry begins with its instant');
  }
}`;

export const logGuard = {
  _id: logGuardId,
  language: 'javascript',
  mycouch: { version: logGuardVersion },
  validate_doc_update: source,
} as const;
