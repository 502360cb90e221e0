import { Button } from '@mantine/core';
import { IconDatabase, IconFlask } from '@tabler/icons-react';
import { useState } from 'react';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { usePractice } from './use-practice.ts';
import './first-run.css';

const text = words.connection;

/** The first thing one sees: two ways to begin, and a third for who is on a train. */
export function FirstRun({ onOffline }: { readonly onOffline: () => void }) {
  const [connecting, setConnecting] = useState(false);
  const practice = usePractice();
  if (connecting) {
    return (
      <main className="gate">
        <div className="gate-card first-run-form">
          <h1>{text.formTitle}</h1>
          <p className="lead">{text.yoursText}</p>
          <div className="gate-form">
            <ConnectionForm
              connection={null}
              backLabel={text.back}
              onBack={() => {
                setConnecting(false);
              }}
              onConnected={() => undefined}
            />
          </div>
        </div>
      </main>
    );
  }
  return (
    <main className="gate">
      <div className="first-run">
        <header className="first-run-head">
          <h1>{text.welcome}</h1>
          <p>{text.welcomeText}</p>
        </header>
        <div className="first-run-choices">
          <section className="first-run-choice">
            <div className="gate-mark">
              <IconFlask size={22} stroke={1.6} aria-hidden />
            </div>
            <h2>{text.practiceTitle}</h2>
            <p>{text.practiceText}</p>
            <Button
              variant="default"
              loading={practice.isPending}
              onClick={() => {
                practice.mutate();
              }}
            >
              {text.practiceAction}
            </Button>
          </section>
          <section className="first-run-choice">
            <div className="gate-mark">
              <IconDatabase size={22} stroke={1.6} aria-hidden />
            </div>
            <h2>{text.yoursTitle}</h2>
            <p>{text.yoursText}</p>
            <Button
              disabled={practice.isPending}
              onClick={() => {
                setConnecting(true);
              }}
            >
              {text.yoursAction}
            </Button>
          </section>
        </div>
        {practice.error !== null && <ErrorNote error={practice.error} />}
        <div className="first-run-foot">
          <button type="button" className="link" onClick={onOffline}>
            {text.offline}
          </button>
          <span className="muted">{text.offlineHint}</span>
        </div>
      </div>
    </main>
  );
}
