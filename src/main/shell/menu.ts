import { Menu, app, type MenuItemConstructorOptions } from 'electron';

/** The application menu: roles only, so that the platform's own words and keys are used. */
export function setApplicationMenu(): void {
  const mac = process.platform === 'darwin';
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  if (!app.isPackaged) {
    view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' });
  }
  const template: MenuItemConstructorOptions[] = [
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
  if (mac) template.unshift({ role: 'appMenu' });
  else template.push({ role: 'help', submenu: [{ role: 'about' }] });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
