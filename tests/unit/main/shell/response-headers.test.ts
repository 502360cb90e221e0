import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../../src/main/shell/response-headers.ts';

describe('the content security policy', () => {
  const directives = new Map(
    contentSecurityPolicy.split('; ').map((directive): [string, string] => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );

  it('starts from nothing and names no source but the own one', () => {
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('style-src')).toBe("'self'");
    for (const sources of directives.values()) {
      expect(["'none'", "'self'", "'self' data:"]).toContain(sources);
    }
  });

  it('allows data: addresses for pictures alone', () => {
    const withData = [...directives].filter(([, sources]) => sources.includes('data:'));
    expect(withData.map(([name]) => name)).toEqual(['img-src']);
  });
});
