// Who may import whom (docs/architecture.md); imports of types count as imports.

/** Programs and what puts real dependencies together. */
const ASSEMBLY = '^src/[^/]+\\.ts$';
/** Leaves beside the assembly that anybody may know. */
const LEAVES = '^src/(project-folder|app-deps|worker-deps)\\.ts$';
const WEB =
  'node_modules/(@types/)?(adminjs|@adminjs|express|express-session|express-formidable|connect-pg-simple|helmet|compression|busboy|react|react-dom)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle-of-files',
      comment: 'Files that import each other cannot be read, tested or moved one by one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-areas',
      comment: 'Areas of the business form no circle, counted by folder: an area imports lower areas only.',
      scope: 'folder',
      severity: 'error',
      from: { path: '^src/services/[^/]+$' },
      to: { circular: true },
    },
    {
      name: 'no-circle-of-floors',
      comment: 'Nor do the folders of src.',
      scope: 'folder',
      severity: 'error',
      from: { path: '^src/[^/]+$' },
      to: { circular: true },
    },
    {
      name: 'core-is-the-floor',
      comment: 'services/core imports nothing of ours.',
      severity: 'error',
      from: { path: '^src/services/core/' },
      to: { path: '^(src|scripts|bench|test|prisma|views)/', pathNot: '^src/services/core/' },
    },
    {
      name: 'services-know-no-front-end',
      comment: 'The business does not know who calls it.',
      severity: 'error',
      from: { path: '^src/services/' },
      to: { path: ['^src/(admin|api|http|database|pdf)/', ASSEMBLY], pathNot: '^src/project-folder\\.ts$' },
    },
    {
      name: 'services-know-no-web',
      comment: 'Services know no AdminJS, Express or session.',
      severity: 'error',
      from: { path: '^src/services/' },
      to: { path: WEB },
    },
    {
      name: 'admin-does-not-import-api',
      severity: 'error',
      from: { path: '^src/admin/' },
      to: { path: '^src/api/' },
    },
    {
      name: 'api-does-not-import-admin',
      severity: 'error',
      from: { path: '^src/api/' },
      to: { path: '^src/admin/' },
    },
    {
      name: 'http-is-shared-by-both-doors',
      comment: 'What both doors need knows neither of them and nothing of the business but its core.',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: '^src/', pathNot: ['^src/http/', '^src/services/core/', LEAVES] },
    },
    {
      name: 'doors-are-handed-what-they-need',
      comment: 'Only server, worker, scripts and tests put real dependencies together.',
      severity: 'error',
      from: { path: '^src/(admin|api)/' },
      to: { path: ['^src/(database|pdf)/', ASSEMBLY], pathNot: LEAVES },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench)/|^scripts/screenshots' },
      to: { path: '^test/' },
    },
    {
      name: 'only-what-is-installed-in-production',
      comment: 'A development dependency is missing where the product runs.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/admin/(bundle\\.ts|components/)' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only', 'type-import'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
