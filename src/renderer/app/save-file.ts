/** Hands text to the operator as a file; the system asks where to put it. */
export function saveTextFile(name: string, pieces: readonly string[], type: string): void {
  const url = URL.createObjectURL(new Blob([...pieces], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the address after this task, so it has to outlive it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
