import { describe, expect, it } from 'vitest';
import { readTenantCsv } from '../../../../src/main/import/tenant-csv.ts';

describe('reading a tenants file', () => {
  it('takes a byte order mark, CRLF, quotes and line breaks in quotes, and counts lines right', () => {
    expect(readTenantCsv('\uFEFFkey,name\r\nab,"A, ""B"""\r\ncd,"C\r\nD"\r\n\r\nef,E\r\n')).toEqual(
      [
        { line: 2, key: 'ab', name: 'A, "B"' },
        { line: 3, key: 'cd', name: 'C\nD' },
        { line: 6, key: 'ef', name: 'E' },
      ],
    );
  });

  it('names the lines with a wrong number of columns', () => {
    expect(readTenantCsv('key,name\nab\ncd,C\nx,y,z\n')).toEqual([
      { line: 2, unreadable: 'Two columns are needed here, key and name; there are 1.' },
      { line: 3, key: 'cd', name: 'C' },
      { line: 4, unreadable: 'Two columns are needed here, key and name; there are 3.' },
    ]);
  });

  it.each(['', '\n', 'name,key\nab,A', 'key;name\nab;A', 'ab,A\ncd,C'])(
    'wants the header: %j',
    (text) => {
      expect(readTenantCsv(text)).toEqual([
        { line: 1, unreadable: 'The first line must be: key,name or key,name,owner' },
      ]);
    },
  );

  it('T4: takes the owners of a third column, which may be empty', () => {
    expect(
      readTenantCsv('key,name,owner\nab,A, anna@example.org \ncd,"C, D",\nef,E\ngh,G,x,y\n'),
    ).toEqual([
      { line: 2, key: 'ab', name: 'A', owner: 'anna@example.org' },
      { line: 3, key: 'cd', name: 'C, D' },
      {
        line: 4,
        unreadable:
          'Three columns are needed here, key, name and owner (which may be empty); there are 2.',
      },
      {
        line: 5,
        unreadable:
          'Three columns are needed here, key, name and owner (which may be empty); there are 4.',
      },
    ]);
  });

  it('names the line where the quoting breaks', () => {
    expect(readTenantCsv('key,name\nab,A\ncd,"C" d\n')).toEqual([
      { line: 3, unreadable: 'The quotation marks in this line do not fit together.' },
    ]);
  });

  it('has no rows in a file that is only the header', () => {
    expect(readTenantCsv('key,name\n')).toEqual([]);
  });
});
