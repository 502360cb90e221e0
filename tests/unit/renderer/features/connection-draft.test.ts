import { describe, expect, it } from 'vitest';
import {
  draftProblems,
  isClear,
  usesSaved,
} from '../../../../src/renderer/features/first-run/connection-draft.ts';

const saved = 'https://couch.example.org/';

describe('a connection as it is typed', () => {
  it('names every empty field', () => {
    const problems = draftProblems({ url: ' ', username: '', password: '' }, null);
    expect(Object.keys(problems)).toEqual(['url', 'username', 'password']);
  });

  it('needs no password where this address has one saved', () => {
    const draft = { url: saved, username: 'admin', password: '' };
    expect(draftProblems(draft, saved)).toEqual({});
    expect(usesSaved(draft, saved)).toBe(true);
  });

  it('never sends a saved password to another address', () => {
    const draft = { url: 'https://other.example.org/', username: 'admin', password: '' };
    expect(usesSaved(draft, saved)).toBe(false);
    expect(draftProblems(draft, saved)).toHaveProperty('password');
  });

  it.each([
    ['http://couch.example.org:5984', true],
    ['HTTP://10.0.0.4', true],
    ['http://localhost.evil.example', true],
    ['https://couch.example.org', false],
    ['http://localhost:5984', false],
    ['http://127.0.0.1:5984/', false],
    ['http://[::1]:5984', false],
    ['', false],
    ['couch', false],
  ])('warns about %s: %s', (url, clear) => {
    expect(isClear(url)).toBe(clear);
  });
});
