import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import type { LinkTarget } from '../../../shared/links/resolve-link.ts';
import { useBridge } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { tellFailure } from '../../app/tell-failure.ts';
import { tell } from '../../app/tell.ts';
import { sectionOfLink, tabOfPart } from './link-places.ts';

const text = words.links;
const id = 'link';

/** What is typed into a dialog must not go because somebody clicked a link elsewhere. */
function isBusy(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

/**
 * Goes where links lead, those too that were opened before the window could show anything: it asks for the
 * one that waits as soon as it is drawn, and whenever another one comes.
 */
export function useFollowLinks(): void {
  const bridge = useBridge();
  const queries = useQueryClient();
  const { go, openTenant } = useNavigation();
  const follow = useEffectEvent((target: LinkTarget) => {
    switch (target.to) {
      case 'section':
        go(sectionOfLink[target.section]);
        break;
      case 'tenant':
        if (target.part !== null) {
          queries.setQueryData<string>(keys.tenantTab, tabOfPart[target.part]);
        }
        openTenant(target.id);
        break;
      case 'nowhere':
        tell(
          target.why === 'no-link'
            ? text.nowhere['no-link']()
            : text.nowhere[target.why](target.tenant),
          { title: text.nowhereTitle, color: 'gray' },
        );
    }
  });
  const take = useEffectEvent(async () => {
    const target = await bridge.client.links.take();
    if (target === null) return;
    if (target.to === 'nowhere' || !isBusy()) {
      follow(target);
      return;
    }
    notifications.hide(id);
    notifications.show({
      id,
      title: text.waitsTitle,
      message: (
        <>
          {text.waits}{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              follow(target);
            }}
          >
            {text.follow}
          </Button>
        </>
      ),
      autoClose: false,
    });
  });
  useEffect(() => {
    const ask = () => {
      take().catch(tellFailure);
    };
    ask();
    return bridge.on('link.waiting', ask);
  }, [bridge]);
}
