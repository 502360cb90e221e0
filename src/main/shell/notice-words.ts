import { formatLink } from '../../shared/links/deep-link.ts';
import type { Notice } from '../../shared/notices/notice.ts';

interface NoticeWords {
  readonly title: string;
  readonly body: string;
  /** The place in the window that a click leads to. */
  readonly link: string;
}

/** What is shown on the desktop; a stranger may see it there, so that it says no more than is needed. */
export function noticeWords(notice: Notice): NoticeWords {
  switch (notice.cause) {
    case 'public': {
      const { databases, first } = notice;
      return {
        title: databases === 1 ? 'A database became public' : `${count(databases)} became public`,
        body:
          databases === 1 ? `Anyone may read ${first}.` : `Anyone may read ${first} and others.`,
        link: formatLink({ to: 'section', section: 'drift' }),
      };
    }
    case 'applied': {
      const { done, failed, skipped } = notice;
      const left = skipped === 0 ? '' : `, ${String(skipped)} left out`;
      return {
        title: failed === 0 ? 'The plan was applied' : 'Applying ended with failures',
        body: `${String(done)} done, ${String(failed)} failed${left}.`,
        link: formatLink({ to: 'section', section: 'plan' }),
      };
    }
    case 'conflicts':
      return {
        title: 'Edits met',
        body:
          notice.open === 1
            ? 'A conflict waits for your decision.'
            : `${String(notice.open)} conflicts wait for your decision.`,
        link: formatLink({ to: 'section', section: 'conflicts' }),
      };
    case 'sync':
      return {
        title: 'Synchronising has failed for ten minutes',
        body: notice.message,
        link: formatLink({ to: 'section', section: 'sync' }),
      };
  }
}

function count(databases: number): string {
  return `${String(databases)} databases`;
}
