import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { ErrorReport } from '../../shared/errors.ts';
import { startFailed } from './fatal.ts';

const title = 'MyCouch Console';

/** Says on standard error and in a box why the console does not start, then ends with exit code 1. */
export async function failStart(report: ErrorReport): Promise<void> {
  say(report);
  await app.whenReady();
  await dialog.showMessageBox({
    type: 'error',
    title,
    message: report.message,
    detail: report.remedy,
    buttons: ['Quit'],
  });
  app.exit(startFailed);
}

/** As `failStart`, where not even Chromium's profile has a place: it gets one for as long as the box is open. */
export async function failBeforeStart(report: ErrorReport): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'mycouch-failed-start-'));
  app.setPath('userData', profile);
  process.once('exit', () => {
    rmSync(profile, { recursive: true, force: true });
  });
  await failStart(report);
}

/** Tells what is in the way and asks whether to try again. */
export async function askToRetry(report: ErrorReport): Promise<boolean> {
  say(report);
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title,
    message: report.message,
    detail: report.remedy,
    buttons: ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}

function say({ code, message, remedy }: ErrorReport): void {
  process.stderr.write(`mycouch-console: ${message} ${remedy} [${code}]\n`);
}
