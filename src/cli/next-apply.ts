/** Ends the description of a command that edits the registry and nothing else. */
export const withNextApply = 'on the server with the next apply';

/** Ends the sentence about such an edit: until then the server is as it was. */
export const takesEffect = 'it takes effect with `mycouch apply`';
