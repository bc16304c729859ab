import angular from 'angular-eslint';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** A page may use the rooms below it, never another page: what two pages share moves down a room. */
const pages = ['account', 'demo', 'help', 'homes-page', 'live-page', 'message-pages', 'settings', 'setup', 'sign-in'];
const betweenPages = pages.map((page) => ({
  files: [`src/app/${page}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: pages.filter((other) => other !== page && other !== 'demo').map((other) => `../**/${other}/*`),
            message: 'Pages do not import from each other.',
          },
        ],
      },
    ],
  },
}));

export default defineConfig(
  {
    files: ['src/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked, angular.configs.tsRecommended],
    languageOptions: { parserOptions: { projectService: true } },
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'ohm', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'ohm', style: 'camelCase' }],
    },
  },
  {
    files: ['src/app/ui/**/*.ts', 'src/app/chart/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['**/auth/*', '**/home/*', '**/live/*', '@angular/common/http'], message: 'ui and chart know no server and no roles.' }] },
      ],
    },
  },
  ...betweenPages,
  {
    files: ['src/**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['MemberExpression[property.name=/^(skip|skipIf|runIf|todo|only)$/]', 'CallExpression[callee.name=/^(x|f)(it|test|describe)$/]'].map(
          (selector) => ({ selector, message: 'A spec always runs: what is skipped proves nothing.' }),
        ),
      ],
    },
  },
  {
    files: ['src/app/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
    rules: {
      // Every visible text carries an i18n mark; names and units that are the same everywhere do not.
      '@angular-eslint/template/i18n': [
        'error',
        {
          checkId: false,
          checkAttributes: true,
          checkText: true,
          boundTextAllowedPattern: '[\\s\\d·—→≈:,()/+.%-]*',
          ignoreAttributes: ['d', 'viewBox', 'points', 'transform', 'autocomplete', 'autocapitalize', 'rel', 'inputmode', 'name', 'key', 'icon', 'tone', 'routerLinkActive', 'ariaCurrentWhenActive', 'marker-end', 'preserveAspectRatio', 'kind', 'size', 'for', 'scope', 'color', 'appearance', 'field', 'spellcheck', 'step', 'text-anchor', 'stroke-linecap', 'pattern', 'fill-rule', 'aria-labelledby', 'aria-describedby', 'aria-live', 'aria-controls', 'translate', 'data-today'],
        },
      ],
    },
  },
  {
    files: ['tools/**/*.mjs'],
    extends: [tseslint.configs.recommended],
  },
);
