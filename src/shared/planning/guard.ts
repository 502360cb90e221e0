import type { DesignSpec } from './server-spec.ts';

/** Raised with every change of the source; a higher one on a server is left alone. */
const guardVersion = 2;

/** The same document in every database, so that CouchDB compiles and keeps one function for all of them. */
export const guardId = '_design/mycouch';

/**
 * Every tenant database's `validate_doc_update`. It has no tenant in it: `_security.mycouch` says whose
 * the database is, which fields carry the tenant's id, and whether writing is allowed, so that switching
 * needs no new design document. ES5 of the oldest engine (SpiderMonkey 1.8.5). It catches mistakes; the
 * wall is `_security` (members can pass any guard, see docs).
 */
const guardSource = `function (newDoc, oldDoc, userCtx, secObj) {
  var roles = userCtx.roles || [];
  var holds = function (role) {
    for (var i = 0; i < roles.length; i++) {
      if (roles[i] === role) return true;
    }
    return false;
  };
  var has = function (doc, field) {
    return !!doc && Object.prototype.hasOwnProperty.call(doc, field);
  };
  if (holds('_admin')) return;
  var marker = secObj && secObj.mycouch;
  var members = secObj && secObj.members;
  var reader = members && members.roles && members.roles[0];
  if (!marker || typeof marker.tenant !== 'string' || !marker.tenantFields || !marker.tenantFields.length || typeof reader !== 'string') {
    throw({ forbidden: 'mycouch: this database is not set up for a tenant' });
  }
  if (marker.state !== 'active') {
    throw({ forbidden: 'mycouch: the tenant is ' + marker.state });
  }
  if (marker.readOnly !== false) {
    throw({ forbidden: 'mycouch: the tenant is read-only' });
  }
  if (marker.overQuota && !newDoc._deleted) {
    throw({ forbidden: 'mycouch: the tenant is over its quota; only deleting is possible' });
  }
  if (!holds(reader + ':w')) {
    throw({ forbidden: 'mycouch: writing needs the write role' });
  }
  if (newDoc._id.indexOf('_design/') === 0) {
    throw({ forbidden: 'mycouch: design documents come from the blueprint' });
  }
  var fields = marker.tenantFields;
  var present = 0;
  for (var j = 0; j < fields.length; j++) {
    var field = fields[j];
    if (has(newDoc, field)) {
      present++;
      if (newDoc[field] !== marker.tenant) {
        throw({ forbidden: 'mycouch: ' + field + ' must be the id of the tenant' });
      }
      if (has(oldDoc, field) && !oldDoc._deleted && oldDoc[field] !== newDoc[field]) {
        throw({ forbidden: 'mycouch: ' + field + ' cannot be changed' });
      }
    }
  }
  if (present === 0 && !newDoc._deleted) {
    throw({ forbidden: 'mycouch: one of ' + fields.join(', ') + ' must be the id of the tenant' });
  }
}`;

/** The guard as a design document. */
export const guardDesign: DesignSpec = {
  id: guardId,
  body: {
    language: 'javascript',
    validate_doc_update: guardSource,
    mycouch: { version: guardVersion },
  },
  version: guardVersion,
};
