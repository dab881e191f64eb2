import type { Attack } from './attack.js';

const group = 'Signatures and people';
const pages = 'test/api/pages/sign-contract.test.ts';
const signing = 'test/services/contracts/signing.test.ts';
const people = 'test/services/users/people.test.ts';
const invitations = 'test/services/users/invitations.test.ts';
const sign = 'src/services/contracts/sign-version.ts';

/** What is tried with signatures, and by people of an account with each other's rights. */
export const SIGNING_ATTACKS: readonly Attack[] = [
  {
    group,
    attack: 'To sign in the place of somebody else, before one’s turn, or without being named',
    defence: 'Whoever is signed in is looked for among the signers of that version, and only the next one signs',
    test: { file: signing, name: 'is only for those who are named, in their turn, once' },
    without: [
      {
        file: sign,
        find: 'const me = version.signers.find(isMe);',
        replace: 'const me = version.signers.find(isMe) ?? version.signers[0];',
      },
    ],
  },
  {
    group,
    attack: 'To sign, or have somebody sign, a version that was replaced since its page was opened',
    defence: 'Only a version that waits for signatures is signed',
    test: { file: pages, name: 'cannot sign what was replaced' },
    without: [
      { file: sign, find: "if (version.status !== 'sent') throw", replace: "if (version.status === 'draft') throw" },
    ],
  },
  {
    group,
    attack: 'To have a text signed that is not the one that was read',
    defence: 'A signature names its text by the SHA-256 of what the page showed',
    test: { file: pages, name: 'cannot sign another text than the one shown' },
    without: [
      {
        file: sign,
        find: 'if (version.documentSha256 !== input.documentSha256) {',
        replace: "if (input.documentSha256 === '') {",
      },
    ],
  },
  {
    group,
    attack: 'To sign from an address that one makes up',
    defence: 'Under a signature stands the address that asked, named by our own proxies and nobody else',
    test: { file: pages, name: 'signs by typing a name: kept with the consent' },
    without: [
      {
        file: 'src/app.ts',
        find: "app.set('trust proxy', deps.trustProxy);",
        replace: "app.set('trust proxy', true);",
      },
    ],
  },
  {
    group,
    attack: 'To sign with a right that was taken away since the contract was sent',
    defence: 'The right is asked for at the door and once more in the operation',
    test: { file: signing, name: 'needs the right to sign, and an account in good standing' },
    without: [{ file: sign, find: "permission: 'tenant.sign_contracts',", replace: "permission: 'self'," }],
  },
  {
    group,
    attack: 'To give an accomplice, or a second login of one’s own, a right that one does not hold',
    defence: 'Nobody hands out more than they hold',
    test: { file: people, name: 'an admin neither makes nor touches owners, and hands out no right they do not hold' },
    without: [
      {
        file: 'src/services/users/rights.ts',
        find: 'if (tooMuch !== undefined) {',
        replace: 'if (tooMuch !== undefined && before === given) {',
      },
    ],
  },
  {
    group,
    attack: 'To make oneself an owner, or to touch one, as an admin',
    defence: 'Owners are made, changed and removed by owners only',
    test: { file: people, name: 'an admin neither makes nor touches owners, and hands out no right they do not hold' },
    without: [
      {
        file: 'src/services/users/rights.ts',
        find: "if (me.role !== 'owner' && roles.includes('owner'))",
        replace: "if (me.role === 'viewer' && roles.includes('owner'))",
      },
    ],
  },
  {
    group,
    attack: 'To join by an invitation that was used, has expired or was taken back',
    defence: 'Its state is read under the account’s lock',
    test: { file: invitations, name: 'is good for seven days, once' },
    without: [
      {
        file: 'src/services/users/accept-invitation.ts',
        find: "if (state !== 'open') throw",
        replace: "if (state === 'revoked') throw",
      },
    ],
  },
];
