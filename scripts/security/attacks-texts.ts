import type { Attack } from './attack.js';

/** What is written into texts, to run where they are shown. */
export const TEXT_ATTACKS: readonly Attack[] = [
  {
    group: 'Scripts in texts',
    attack: 'Markup in any text column there is, shown in lists, pages, dialogs and titles of the back-office',
    defence: 'React escapes; no component sets HTML that people wrote',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'what tenants and staff write runs nowhere in the back-office',
    },
    without: [
      {
        file: 'src/admin/components/records/value.tsx',
        find: '    <span dir="auto" className="cs-text">\n      {value}\n    </span>',
        replace: '    <span dir="auto" className="cs-text" dangerouslySetInnerHTML={{ __html: value }} />',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'The same, shown where an action says what it will do: every dialog, the contract editor, countersigning',
    defence: 'The same',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'nor where an action says what it will do: in every dialog, the contract editor, the page to countersign',
    },
    without: [
      {
        file: 'src/admin/components/operations/preview-view.tsx',
        find: '          <p key={sentence} className="cs-says">\n            {sentence}\n          </p>',
        replace: '          <p key={sentence} className="cs-says" dangerouslySetInnerHTML={{ __html: sentence }} />',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'The same, shown in the report of a run over many',
    defence: 'The same',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'nor in the report of a run over many, in its dialog and on its page',
    },
    without: [
      {
        file: 'src/admin/components/operations/outcome-table.tsx',
        find: '                    {names.get(id) ?? `No. ${id}`}',
        replace: '                    <span dangerouslySetInnerHTML={{ __html: names.get(id) ?? `No. ${id}` }} />',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A script in a mail that staff look at',
    defence: 'The mail stands in a frame that runs no script',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'what tenants and staff write runs nowhere in the back-office',
    },
    without: [
      {
        file: 'src/admin/components/mail/mail-view.tsx',
        find: 'sandbox="allow-same-origin"',
        replace: 'sandbox="allow-same-origin allow-scripts"',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in any text column there is, shown on any page of a tenant or visitor',
    defence: 'Templates escape whatever they show',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'nor on any page of a tenant, of a visitor, or of the API',
    },
    without: [
      { file: 'src/api/pages/views.ts', find: 'cache: true,', replace: 'cache: true,\n      autoEscape: false,' },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in the names of a tenant, shown to the stranger whom they invite',
    defence: 'Templates escape whatever they show',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'nor behind a mailed link, where a stranger reads what a tenant wrote',
    },
    without: [
      {
        file: 'views/pages/invitation.eta',
        find: '<h1>Join <span dir="auto"><%= it.invitation.accountName %>',
        replace: '<h1>Join <span dir="auto"><%~ it.invitation.accountName %>',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in a text that a template prints as it is, on a page that no test opens',
    defence: 'Templates print nothing as it is but parts, icons and a short list of markup of ours',
    test: {
      file: 'test/structure/raw-output.test.ts',
      name: 'templates print nothing as it is but parts, icons, and the values named here',
    },
    without: [
      {
        file: 'views/pages/invitation.eta',
        find: '<%= it.invitation.invitedBy %>',
        replace: '<%~ it.invitation.invitedBy %>',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in the text of a contract',
    defence: 'Only a fixed set of blocks becomes HTML, every text in it escaped',
    test: {
      file: 'test/security/stored-scripts.browser.test.ts',
      name: 'nor on any page of a tenant, of a visitor, or of the API',
    },
    without: [
      {
        file: 'src/services/contracts/markdown.ts',
        find: "    case 'text':\n      return escapeHtml(inline.text);",
        replace: "    case 'text':\n      return inline.text;",
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A link in a contract that acts as a script',
    defence: 'Only addresses of the web and of mail become links',
    test: { file: 'test/services/contracts/markdown.unit.test.ts', name: 'makes no link of an address that acts' },
    without: [
      {
        file: 'src/services/contracts/markdown.ts',
        find: 'SAFE_ADDRESS.test(address)',
        replace: 'address !== SAFE_ADDRESS.source',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A name that closes the script in which the back-office’s page prints its state',
    defence: '"<" never stands in that block',
    test: {
      file: 'test/admin/page.test.ts',
      name: 'a name that closes a script stays text in the state that the page prints',
    },
    without: [{ file: 'src/admin/auth/html.ts', find: "    .replace(/</g, '\\\\u003c')\n", replace: '' }],
  },
  {
    group: 'Scripts in texts',
    attack: 'Markup in the facts of any kind of mail',
    defence: 'Mail templates escape whatever they show',
    test: {
      file: 'test/services/notifications/render-mail.unit.test.ts',
      name: 'shows hostile words as words: no markup, no forged line, no overlong subject',
    },
    without: [
      {
        file: 'src/services/notifications/mail-template.ts',
        find: 'escapeHtml(text).replace',
        replace: 'text.replace',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'Code of the typesetter in a text of a PDF',
    defence: 'Texts reach the typesetter as data, never as source',
    test: { file: 'test/pdf/pdf-maker.test.ts', name: 'runs nothing of what people wrote' },
    without: [
      {
        file: 'views/pdf/paper.typ',
        find: '#let say(words) = text(dir: direction(words), words)',
        replace: '#let say(words) = text(dir: direction(words), eval(words, mode: "markup"))',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A slip that a browser would run, opened by whoever handed it in or reviews it',
    defence: 'A slip is sent as a download, with a policy that runs nothing',
    test: {
      file: 'test/api/pages/pages.test.ts',
      name: 'a slip is handed back as a download that no browser would run',
    },
    without: [{ file: 'src/http/send-download.ts', find: 'attachment; filename=', replace: 'inline; filename=' }],
  },
  {
    group: 'Scripts in texts',
    attack: 'A file name that forges a header, hides its ending or carries markup',
    defence: 'Names lose all of it when they are read',
    test: { file: 'test/http/file-name.unit.test.ts', name: 'a file called' },
    without: [
      { file: 'src/http/multipart-body.ts', find: ".replace(/[\\p{C}\\p{Zl}\\p{Zp}\"<>|:*?]/gu, '')", replace: '' },
    ],
  },
  {
    group: 'Scripts in texts',
    attack:
      'A name that turns around what stands behind it, breaks a line, or shows nothing at all on a list or under a contract',
    defence: 'A name is one line in its own direction with something to see, wherever it is entered',
    test: { file: 'test/services/core/fields.unit.test.ts', name: 'takes ' },
    without: [
      {
        file: 'src/services/core/fields.ts',
        find: "    .overwrite((value) => (VISIBLE.test(value) ? value : ''))\n",
        replace: '',
      },
    ],
  },
  {
    group: 'Scripts in texts',
    attack: 'A script that slipped into a page in spite of everything',
    defence: 'A strict policy on every page: scripts by nonce only, no handler, nothing from elsewhere',
    test: {
      file: 'test/security/every-address.test.ts',
      name: 'every page keeps to the strict policy it is sent with',
    },
    without: [
      {
        file: 'src/http/security-headers.ts',
        find: 'scriptSrc: ["\'self\'",',
        replace: 'scriptSrc: ["\'self\'", "\'unsafe-inline\'",',
      },
    ],
  },
];
