import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const bridgeAccess = {
  selector: "MemberExpression[property.name='mycouch'], MemberExpression[property.value='mycouch']",
  message: 'Only src/renderer/app/bridge.ts touches the bridge.',
};

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.cache',
      'dist',
      'release',
      'coverage',
      'test-results',
      'playwright-report',
      'docs',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.renderer.json', './tsconfig.e2e.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `type` is what discriminated unions need; forcing `interface` would split one style into two.
      '@typescript-eslint/consistent-type-definitions': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'max-lines': ['error', { max: 400 }],
    },
  },
  {
    files: ['src/cli/**', 'scripts/**', 'bin/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    // Speaks to the React compiler, which this project does not run.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    ignores: ['src/renderer/app/bridge.ts'],
    rules: { 'no-restricted-syntax': ['error', bridgeAccess] },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.strict, tseslint.configs.disableTypeChecked],
    rules: { eqeqeq: 'error', '@typescript-eslint/no-require-imports': 'off' },
  },
);
