import { createTheme, Modal, Popover, Menu, Tooltip } from '@mantine/core';

/**
 * Behaviour and defaults; colours are in tokens.css and mantine.css. Scroll locking is off because the
 * page itself never scrolls, and because the locking library writes a style element.
 */
export const theme = createTheme({
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  components: {
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        overlayProps: { color: 'var(--shade)', backgroundOpacity: 1 },
        transitionProps: { transition: 'fade', duration: 120 },
        padding: 'lg',
      },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 100 } } }),
    Menu: Menu.extend({
      defaultProps: { transitionProps: { duration: 100 }, withInitialFocusPlaceholder: false },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, transitionProps: { duration: 80 } },
    }),
  },
});
