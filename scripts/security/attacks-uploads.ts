import type { Attack } from './attack.js';

const group = 'Uploads';
const file = 'test/security/uploads.test.ts';
const bodies = 'test/security/strangers-bodies.test.ts';

/** What is tried with files and large bodies. */
export const UPLOAD_ATTACKS: readonly Attack[] = [
  {
    group,
    attack: 'An SVG, a page, an archive or a program under the name of a slip',
    defence: 'The first bytes decide: PDF, JPEG, PNG or WebP',
    test: { file, name: 'no slip, whatever its name says' },
    without: [
      {
        file: 'src/services/payments/proof-file.ts',
        find: "MEDIA_TYPES.get(detected?.mime ?? '')",
        replace: "{ ending: '', known: /./ }",
      },
      { file: 'src/services/payments/proof-file.ts', find: 'if (detected === undefined || type', replace: 'if (type' },
      {
        file: 'src/services/payments/proof-file.ts',
        find: 'mediaType: detected.mime',
        replace: "mediaType: detected?.mime ?? 'text/html'",
      },
    ],
  },
  {
    group,
    attack: 'A picture with a page or an archive behind it',
    defence: 'Reviewers see a picture that was drawn anew, never the one that was sent',
    test: { file, name: 'a picture with a page or an archive behind it is shown to a reviewer without them' },
    without: [
      {
        file: 'src/admin/proofs.routes.ts',
        find: "res.set(kept).type('image/webp').send(drawn);",
        replace: "res.set(kept).type('image/webp').send(Buffer.concat(await (await open(req)).stream.toArray()));",
      },
    ],
  },
  {
    group,
    attack: 'To look at the slips that a colleague saw, in the browser they signed out of',
    defence: 'The browser asks each time, and is told again only who is signed in',
    test: { file, name: 'a slip is kept by no browser that would show it unasked' },
    without: [{ file: 'src/admin/proofs.routes.ts', find: "'private, no-cache'", replace: "'private, max-age=600'" }],
  },
  {
    group,
    attack: 'To use up the files that the server may have open, with pictures that there are none of',
    defence: 'What is not handed out is closed',
    test: { file, name: 'asking for the picture of a PDF leaves no file open, however often' },
    without: [
      {
        file: 'src/admin/proofs.routes.ts',
        find: '      proof.stream.destroy();\n      throw noPreview();',
        replace: '      throw noPreview();',
      },
    ],
  },
  {
    group,
    attack: 'A slip that is a PDF and a page at once',
    defence: 'It is handed out as a download of its own type, sandboxed, under a name that ends as what it is',
    test: { file, name: 'a slip that is a page as well is handed out as a download that no browser runs' },
    without: [
      {
        file: 'src/http/send-download.ts',
        find: "'Content-Disposition': `attachment; ",
        replace: "'Content-Disposition': `inline; ",
      },
      {
        file: 'src/http/send-download.ts',
        find: "    'Content-Security-Policy': \"sandbox; default-src 'none'\",\n",
        replace: '',
      },
    ],
  },
  {
    group,
    attack: 'A page under a name that makes a computer open it as one',
    defence: 'A slip is kept under a name with the ending of what it is',
    test: { file, name: 'a slip that is a page as well is handed out as a download that no browser runs' },
    without: [
      {
        file: 'src/services/payments/proof-file.ts',
        find: 'type.known.test(name) ? name : `${name}${type.ending}`',
        replace: 'name',
      },
    ],
  },
  {
    group,
    attack: 'A small file that unfolds into 60 000 by 60 000 pixels',
    defence: 'Pixels are counted before they are unfolded',
    test: { file, name: 'an image of 60 000 by 60 000 pixels is not unfolded' },
    without: [
      {
        file: 'src/admin/proofs.routes.ts',
        find: 'limitInputPixels: MAX_INPUT_PIXELS',
        replace: 'limitInputPixels: false',
      },
    ],
  },
  {
    group,
    attack: 'A path, a line break or a turned direction in the name of a file',
    defence: 'Files are kept under random names; the told name is cleaned, and encoded where it stands in a header',
    test: { file, name: 'the name' },
    without: [
      {
        file: 'src/http/multipart-body.ts',
        find: 'name: cleanFileName(info.filename)',
        replace: "name: info.filename ?? ''",
      },
      {
        file: 'src/services/payments/proof-file.ts',
        find: "return clean.slice(-200) || 'slip';",
        replace: 'return name;',
      },
    ],
  },
  {
    group,
    attack: 'A form of thousands of parts',
    defence: 'Parts are counted, and the twenty-first is refused',
    test: { file, name: 'a form of thousands of parts is refused' },
    without: [
      {
        file: 'src/http/multipart-body.ts',
        find: '        fields: limits.parts - 1,\n        parts: limits.parts,\n',
        replace: '',
      },
    ],
  },
  {
    group,
    attack: 'A hundred megabytes, announced',
    defence: 'A body that announces more than it may be is refused before it is read',
    test: { file: bodies, name: 'a hundred megabytes are refused by their announcement, before they are sent' },
    without: [
      { file: 'src/http/request-body.ts', find: 'if (announcedBytes(req) > limit) {', replace: 'if (limit < 0) {' },
      { file: 'src/http/multipart-body.ts', find: 'if (announcedBytes(req) <= most)', replace: 'if (most > 0)' },
    ],
  },
  {
    group,
    attack: 'A hundred megabytes, unannounced',
    defence: 'What comes is counted; who goes on sending is cut off',
    test: { file, name: 'an upload without end or length is cut off' },
    without: [
      { file: 'src/http/multipart-body.ts', find: '        fileSize: MAX_UPLOAD_BYTES,\n', replace: '' },
      { file: 'src/http/multipart-body.ts', find: 'if (sent > whole.most)', replace: 'if (sent < 0)' },
    ],
  },
  {
    group,
    attack: 'A file sent to a form of strangers, to fill the memory',
    defence: 'Only what asks for a file takes one',
    test: { file: bodies, name: 'nobody but who may send a slip sends a file' },
    without: [{ file: 'src/http/multipart-body.ts', find: 'limits.file === undefined ? 0 : 1', replace: '1' }],
  },
  {
    group,
    attack: 'An upload to the back-office by a stranger',
    defence: 'The gate stands before the reading of bodies',
    test: { file: 'test/admin/page.test.ts', name: 'an upload by a stranger is refused before a byte of it is parsed' },
    without: [
      {
        file: 'src/admin/auth/gate.ts',
        find: 'if (found === null) return turnAway(req, res);',
        replace: 'if (found === null) return next();',
      },
    ],
  },
];
