import { linkSections } from '../../../shared/links/deep-link.ts';
import { useClient } from '../bridge-context.tsx';
import { sectionOfLink } from '../../features/links/link-places.ts';
import { useCopyLink } from '../../features/links/use-copy-link.ts';
import { useMakePlan } from '../../features/plan/use-plan.ts';
import { useCommandSet } from '../commands/use-commands.ts';
import { useConnection, useSetTheme } from '../data/frame-queries.ts';
import { words } from '../messages/words.ts';
import { tellFailure } from '../tell-failure.ts';
import { modifier } from './modifier.ts';
import { sections, useNavigation } from './navigation.tsx';
import { sectionKey } from './use-shortcuts.ts';

const text = words.palette.commands;
const themes = ['light', 'dark', 'system'] as const;

/** What can be done wherever one is. Draws nothing. */
export function FrameCommands() {
  const { go, openDialog, section: here } = useNavigation();
  const copyLink = useCopyLink();
  const linked = linkSections.find((name) => sectionOfLink[name] === here);
  const client = useClient();
  const setTheme = useSetTheme();
  const make = useMakePlan();
  const connected = (useConnection().data ?? null) !== null;
  useCommandSet([
    {
      id: 'new-tenant',
      group: 'do',
      label: text.newTenant,
      keys: [`${modifier} N`],
      run: () => {
        openDialog('new-tenant');
      },
    },
    {
      id: 'import',
      group: 'do',
      label: text.importTenants,
      run: () => {
        openDialog('import');
      },
    },
    {
      id: 'try-key',
      group: 'do',
      label: words.trial.open,
      also: words.trial.also,
      run: () => {
        openDialog('try-key');
      },
    },
    ...(connected
      ? [
          {
            id: 'sync',
            group: 'do' as const,
            label: text.sync,
            also: text.syncAlso,
            run: () => {
              client.sync.now().catch(tellFailure);
            },
          },
          {
            id: 'look',
            group: 'do' as const,
            label: text.look,
            also: text.lookAlso,
            run: () => {
              go('drift');
              client.drift.sweep().catch(tellFailure);
            },
          },
          {
            id: 'compare',
            group: 'do' as const,
            label: text.compare,
            also: text.compareAlso,
            run: () => {
              go('plan');
              make.mutate('changed', { onError: tellFailure });
            },
          },
          ...(here === 'plan'
            ? []
            : [
                {
                  id: 'apply',
                  group: 'do' as const,
                  label: text.apply,
                  also: text.applyAlso,
                  run: () => {
                    go('plan');
                  },
                },
              ]),
        ]
      : []),
    {
      id: 'connect',
      group: 'do',
      label: connected ? text.addServer : text.connect,
      run: () => {
        openDialog(connected ? 'add-server' : 'connect');
      },
    },
    ...themes.map((theme) => ({
      id: `theme ${theme}`,
      group: 'do' as const,
      label: text.theme(words.frame.themes[theme]),
      also: text.themeAlso,
      run: () => {
        setTheme.mutate(theme);
      },
    })),
    ...(linked === undefined
      ? []
      : [
          {
            id: 'copy-link',
            group: 'do' as const,
            label: words.links.copyHere,
            also: 'url mycouch',
            run: () => {
              copyLink({ to: 'section', section: linked });
            },
          },
        ]),
    {
      id: 'shortcuts',
      group: 'do',
      label: text.shortcuts,
      keys: ['?'],
      run: () => {
        openDialog('shortcuts');
      },
    },
    ...sections.map((section) => ({
      id: `go ${section}`,
      group: 'go' as const,
      label: words.frame[section],
      keys: [`${modifier} ${sectionKey(section)}`],
      run: () => {
        go(section);
      },
    })),
  ]);
  return null;
}
