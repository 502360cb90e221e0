import { fold } from '../../../shared/fold-text.ts';

/** Something that can be done, as the palette offers it. */
export interface Command {
  /** Unique among those that are there at one time. */
  readonly id: string;
  readonly group: 'open' | 'do' | 'go';
  readonly label: string;
  /** Other words for it. */
  readonly also?: string;
  /** Keys that do the same, for showing. */
  readonly keys?: readonly string[];
  readonly run: () => void;
}

/**
 * Commands that have every word that was typed, best first: those whose label begins with the text, then
 * those of which a word does, then the others; among equals what concerns the thing one has open comes first.
 */
export function findCommands(commands: readonly Command[], text: string): readonly Command[] {
  const wanted = fold(text.trim());
  const words = wanted.split(/\s+/u).filter((word) => word !== '');
  const groups = ['open', 'do', 'go'];
  return commands
    .map((command, place) => ({ command, place, rank: rankOf(command, wanted, words) }))
    .filter(({ rank }) => rank !== null)
    .sort(
      (a, b) =>
        (a.rank ?? 0) - (b.rank ?? 0) ||
        groups.indexOf(a.command.group) - groups.indexOf(b.command.group) ||
        a.place - b.place,
    )
    .map(({ command }) => command);
}

function rankOf(
  { label, also = '' }: Command,
  wanted: string,
  words: readonly string[],
): number | null {
  const [said, more] = [fold(label), fold(also)];
  if (!words.every((word) => said.includes(word) || more.includes(word))) return null;
  if (wanted === '') return 0;
  if (said.startsWith(wanted)) return 0;
  const begun = said.split(/[^\p{L}\p{N}]+/u);
  return words.every((word) => begun.some((one) => one.startsWith(word))) ? 1 : 2;
}
