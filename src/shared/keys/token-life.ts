/** The longest that a token made from an API key is good for, in milliseconds. */
export const longestTokenLife = 3_600_000;
