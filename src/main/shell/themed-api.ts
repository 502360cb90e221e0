import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { AppState } from '../../shared/bridge/views.ts';

/** The same API, which also tells the system's windows of a theme once it is saved. */
export function withThemeOf(
  api: ConsoleApi,
  follow: (theme: AppState['theme']) => void,
): ConsoleApi {
  return {
    ...api,
    app: {
      ...api.app,
      setTheme: async (argument) => {
        const answer = await api.app.setTheme(argument);
        follow(argument.theme);
        return answer;
      },
    },
  };
}
