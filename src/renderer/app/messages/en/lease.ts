export const leaseWords = {
  applying: (actor: string, device: string, since: string) =>
    `${actor} on ${device} has been applying since ${since}`,
  applyingText:
    'Only one console applies at a time. You can compare and read the plan meanwhile; applying waits until they have ended.',
  agent: (device: string, since: string) =>
    `The agent on ${device} watches over this server since ${since}`,
  agentText: 'It steps aside when you apply, and goes on afterwards.',
  expired: (actor: string, device: string, since: string) =>
    `${actor} on ${device} began to apply at ${since} and has not been heard of since`,
  expiredText:
    'Their time is up, so whoever applies next takes over. Comparing again shows what is left to do.',
} as const;
