import { mkdirSync } from 'node:fs';
import { app } from 'electron';
import { defaultDataDirectory } from '../data-directory.ts';
import { dataPaths, prepareDataDirectory, type DataPaths } from './data-paths.ts';
import { failBeforeStart } from './failed-start.ts';
import { explainFailedStart } from './fatal.ts';
import { registerAppScheme } from './protocol.ts';
import { parseShellArguments, type ShellArguments } from './shell-arguments.ts';
import { runShell } from './run-shell.ts';

/** The window's process from its first line. What must be settled before the app is ready is settled here. */
function start(): void {
  // LevelDB and Chromium make their files with whatever mode they are left.
  process.umask(0o077);
  let directory = defaultDataDirectory();
  let options: ShellArguments;
  let paths: DataPaths;
  try {
    options = parseShellArguments(process.argv.slice(1));
    directory = options.data ?? directory;
    paths = dataPaths(prepareDataDirectory(directory));
    claimPaths(paths);
  } catch (error) {
    void failBeforeStart(explainFailedStart(error, directory));
    return;
  }
  // The lock lies in the profile, so there is one console a data directory. The first one hears of the
  // second and comes to the front.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.enableSandbox();
  registerAppScheme();
  const { practice, link } = options;
  runShell({ paths, practice, link, programs: import.meta.dirname });
}

/** Everything Chromium writes goes below the data directory. */
function claimPaths(paths: DataPaths): void {
  app.setName('MyCouch Console');
  for (const path of [paths.profile, paths.crashDumps, paths.logs]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }
  app.setPath('userData', paths.profile);
  app.setPath('sessionData', paths.profile);
  app.setPath('crashDumps', paths.crashDumps);
  app.setAppLogsPath(paths.logs);
}

start();
