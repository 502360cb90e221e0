import { describe, expect, it } from 'vitest';
import { findCommands, type Command } from '../../../../src/renderer/app/commands/find-commands.ts';

const command = (label: string, group: Command['group'] = 'do', also?: string): Command => ({
  id: label,
  group,
  label,
  ...(also === undefined ? {} : { also }),
  run: () => undefined,
});
const commands = [
  command('Plan', 'go'),
  command('New tenant…'),
  command('Compare with the server', 'do', 'plan diff'),
  command('Suspend Müller & Söhne', 'open'),
  command('Theme: Dark', 'do', 'appearance'),
];
const found = (text: string) => findCommands(commands, text).map(({ label }) => label);

describe('finding commands (U2)', () => {
  it('finds all where nothing was typed, what one has open first', () => {
    expect(found('  ')).toEqual([
      'Suspend Müller & Söhne',
      'New tenant…',
      'Compare with the server',
      'Theme: Dark',
      'Plan',
    ]);
  });

  it('puts a label that begins so before other words for it', () => {
    expect(found('plan')).toEqual(['Plan', 'Compare with the server']);
  });

  it('wants every word, in any order and without accents', () => {
    expect(found('sohne susp')).toEqual(['Suspend Müller & Söhne']);
    expect(found('dark appear')).toEqual(['Theme: Dark']);
    expect(found('dark plan')).toEqual([]);
  });
});
