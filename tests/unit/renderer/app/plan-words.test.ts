import { describe, expect, it } from 'vitest';
import { whose } from '../../../../src/cli/plan-text.ts';
import { planWords } from '../../../../src/renderer/app/messages/en/plan.ts';

describe('whose operations a plan has', () => {
  it.each([
    [['4f7c2a3e'], '1 tenant'],
    [['4f7c2a3e', '5a'], '2 tenants'],
    [['server'], 'the server itself'],
    [['server', '4f7c2a3e'], '1 tenant and the server itself'],
    [[], '0 tenants'],
  ])('%j: %s', (groups, words) => {
    expect(planWords.whose(groups)).toBe(words);
    expect(whose(groups)).toBe(words);
  });
});
