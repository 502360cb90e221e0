/** How a command ends, for scripts. */
export const exitCodes = { done: 0, failed: 1, differences: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
