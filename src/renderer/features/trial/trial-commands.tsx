import type { KeyTrial } from '../../../shared/bridge/trial-views.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';

const text = words.trial;

/** Every request as a command; key and token come from the environment. */
export function TrialCommands({ trial: { curl, probes } }: { readonly trial: KeyTrial }) {
  const commands = [
    { id: '/auth/token', curl },
    ...probes.map((probe) => ({ id: probe.path, curl: probe.curl })),
  ];
  return (
    <details className="remark">
      <summary>{text.commands}</summary>
      <p className="muted trial-commands-hint">{text.commandsHint}</p>
      <ul className="trial-commands">
        {commands.map((command) => (
          <li key={command.id}>
            <code>{command.curl}</code>
            <CopyButton text={command.curl} what={`${text.command} ${command.id}`} />
          </li>
        ))}
      </ul>
    </details>
  );
}
