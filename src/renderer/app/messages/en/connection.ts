import { count } from '../../format/count.ts';

export const connectionWords = {
  welcome: 'Welcome to MyCouch Console',
  welcomeText: 'One CouchDB, many tenants. Where do you want to begin?',
  practiceTitle: 'Try it on the practice server',
  practiceText:
    'A small CouchDB-compatible server inside the console. Create tenants, apply a plan, break things. Nothing leaves this machine.',
  practiceAction: 'Start the practice server',
  practiceStarting: 'Starting the practice server…',
  yoursTitle: 'Connect to your CouchDB',
  yoursText:
    'CouchDB 3.3 or later, with a server administrator’s name and password. Nothing is changed on it before you have read a plan and applied it, except that the console makes two databases, for the registry and for the log of what is done, and an account for itself.',
  yoursAction: 'Connect to a server',
  offline: 'Work offline for now',
  offlineHint: 'Tenants can be created before there is a server.',
  formTitle: 'Connect to your CouchDB',
  changeTitle: 'Change the connection',
  address: 'Address',
  addressHint: 'Without a name or password in it',
  addressExample: 'https://couch.example.org:6984',
  username: 'Administrator name',
  password: 'Password',
  passwordSaved: 'Saved. Leave empty to keep it',
  passwordKept: {
    keychain: 'Kept in the keychain of this machine, and only used to apply plans.',
    passphrase: 'Kept in the vault under your passphrase, and only used to apply plans.',
    none: 'Kept in the vault once you have chosen a passphrase for it, and only used to apply plans.',
  },
  clear: 'This address is not encrypted: name and password can be read on the way.',
  test: 'Test connection',
  testing: 'Testing…',
  connect: 'Connect',
  connecting: 'Connecting…',
  back: 'Back',
  needed: {
    url: 'An address is needed.',
    username: 'A name is needed.',
    password: 'A password is needed.',
  },
  answered: (vendor: string, version: string) => `${vendor} ${version} answered`,
  otherRegistry: {
    title: (tenants: number) =>
      `${count(tenants, 'tenant here belongs', 'tenants here belong')} to another server`,
    stay: 'Leave them with their server',
    stayHint: 'This server gets a list of its own. Connecting to the other one brings them back.',
    move: 'Take them along to this server',
    moveHint: 'They are sent to its registry at once, and the next plan offers to make them there.',
  },
  registryFound: 'It has a registry already. This console will join it.',
  tokensOn: 'It looks at tokens, as gateways need it.',
  tokensOff:
    'It does not look at tokens yet. Only gateways need that; a plan can switch it on, where you agree to it.',
  registryAbsent:
    'It has no registry yet. Connecting makes the databases couch-sitter and couch-sitter-log, and an account for this console.',
} as const;
