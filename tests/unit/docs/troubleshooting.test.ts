import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../src/shared/errors.ts';
import { errorTexts } from '../../../src/renderer/app/messages/en/errors.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/troubleshooting.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|'));

describe('the troubleshooting page', () => {
  it.each(errorCodes)('has %s under the headline of the window', (code) => {
    const headlines = rows.flatMap((row) => {
      const [, headline, codeCell] = row.split('|').map((cell) => cell.trim());
      return codeCell === `\`${code}\`` ? [headline] : [];
    });
    expect(headlines).toContain(errorTexts[code].title);
  });
});
