import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { resolveLink } from '../../shared/links/resolve-link.ts';
import type { Services } from './services.ts';

export function linksApi({ links, registry }: Services): ConsoleApi['links'] {
  return {
    take: () => {
      const text = links.take();
      return Promise.resolve(text === null ? null : resolveLink(text, registry.snapshot()));
    },
  };
}
