import type { Attack } from './attack.js';

/** What another site, a mail scanner or a disguised method tries with somebody's cookie. */
export const CROSS_SITE_ATTACKS: readonly Attack[] = [
  {
    group: 'Requests that somebody else sends',
    attack:
      'A page of another site sends a form or a script to any changing route of the back-office: every action of every resource, signing in and out, passwords',
    defence: 'Origin and Sec-Fetch-Site are checked before anything else is read, whatever the content type',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'no changing route acts for another site, whatever cookie comes along',
    },
    without: [{ file: 'src/admin/back-office.ts', find: '  router.use(ourPagesOnly(baseUrl));\n', replace: '' }],
  },
  {
    group: 'Requests that somebody else sends',
    attack: "A page of another site sends one of the forms of the tenants' pages",
    defence: 'The same check stands before every page',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'no changing route acts for another site, whatever cookie comes along',
    },
    without: [{ file: 'src/api/pages/router.ts', find: '  router.use(refuseForeignForms(site));\n', replace: '' }],
  },
  {
    group: 'Requests that somebody else sends',
    attack: "A page of another site calls the API with the browser's cookie",
    defence:
      'Without a bearer token the API asks for the same proof; only a request with neither cookie nor origin is a program',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'no changing route acts for another site, whatever cookie comes along',
    },
    without: [
      { file: 'src/app.ts', find: 'app.use(API_PREFIXES, ourPagesOnly(baseUrl), ', replace: 'app.use(API_PREFIXES, ' },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'Somebody on the line serves a page of this very host in the clear and posts from it',
    defence: 'An installation reached by https takes no origin that is not https',
    test: {
      file: 'test/security/cross-site.test.ts',
      name: 'over https a page that came in the clear is a foreign one',
    },
    without: [
      {
        file: 'src/http/origin-check.ts',
        find: "return host === req.host && (protocol === 'https:' || !baseUrl.startsWith('https:'));",
        replace: 'return host === req.host;',
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'A link, an image or a prefetch makes a button act by GET',
    defence: 'GET previews, POST acts; every route is asked on rows it could act on and the whole database compared',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'asking changes nothing: every route, on rows it could act on',
    },
    without: [
      {
        file: 'src/admin/operation-action.ts',
        find: "      if (request.method !== 'post') return asked(context, await definition.preview(aim, queryOf(request)));\n",
        replace: '',
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'A GET says in a header or in its address that it means POST',
    defence: 'Nothing rewrites the method of a request',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'asking changes nothing: every route, on rows it could act on',
    },
    without: [
      {
        file: 'src/app.ts',
        find: "  app.disable('x-powered-by');\n",
        replace:
          "  app.use((req, _res, next) => {\n    req.method = req.get('x-http-method-override') ?? req.method;\n    next();\n  });\n",
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'A mail scanner opens every link of a mail',
    defence: 'A mailed link shows a button; only its POST uses the token up',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'a mailed link only shows its button: opened by a scanner',
    },
    without: [
      {
        file: 'src/api/pages/verify-email.ts',
        find: "showPage(site, req, res, 'verify-email', { token });",
        replace: "verifyEmail(contextOf(site, req), { token }).then(() => showPage(site, req, res, 'verified', {}));",
      },
    ],
  },
  {
    group: 'Requests that somebody else sends',
    attack: 'PUT, PATCH or DELETE reaches what was meant for another method',
    defence: 'Every route answers the methods it names, everything else is 404 or 405',
    test: { file: 'test/security/every-address.test.ts', name: 'no method but those a route names reaches it' },
    without: [
      {
        file: 'src/api/router.ts',
        find: 'router[route.method](expressPath(route.path), serve(deps, route));',
        replace: 'router.all(expressPath(route.path), serve(deps, route));',
      },
    ],
  },
];
