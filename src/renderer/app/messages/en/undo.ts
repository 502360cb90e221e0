export const undoWords = {
  undo: 'Undo',
  undone: 'Undone.',
  refused: 'This cannot be undone.',
  dismiss: 'Dismiss the offer to undo',
} as const;
