import { z } from 'zod';
import { getOwnContract } from '../services/contracts/get-contract.js';
import { listOwnContracts } from '../services/contracts/list-contracts.js';
import { signVersion } from '../services/contracts/sign-version.js';
import { Refusal } from '../services/core/errors.js';
import { openOwnContractPdf } from '../services/documents/open-document.js';
import { contract, contractDetail, contractOnTheWire, versionOnTheWire } from './contracts.answer.js';
import { CONTRACT_EXAMPLE, VERSION_EXAMPLE } from './contracts.examples.js';
import { pageQuery, pathId } from './fields.js';
import { type ApiRoute, fileRoute, listRoute, route } from './route.js';

const tag = 'Contracts';
const params = z.object({ id: pathId });
const VERSION_SENTENCE = 'Please give the number of a version.';

const listContracts = listRoute({
  method: 'get',
  path: '/customer/contracts',
  name: 'listContracts',
  tag,
  summary: "The account's contracts, newest first",
  caller: 'user',
  limit: 'other',
  query: pageQuery,
  row: contract,
  async run({ ctx, query }) {
    const page = await listOwnContracts(ctx, query);
    return { ...page, rows: page.rows.map(contractOnTheWire) };
  },
  examples: { query: { limit: 50 }, answer: { success: true, data: [CONTRACT_EXAMPLE], next_cursor: null } },
});

const getContract = route({
  method: 'get',
  path: '/customer/contracts/{id}',
  name: 'getContract',
  tag,
  summary: 'One contract, with every version as it was sent',
  caller: 'user',
  limit: 'other',
  refuses: [404],
  params,
  data: contractDetail,
  async run({ ctx, params }) {
    const found = await getOwnContract(ctx, params.id);
    return { ...contractOnTheWire(found), versions: found.versions.map(versionOnTheWire) };
  },
  examples: {
    params: { id: 12 },
    answer: { success: true, data: { ...CONTRACT_EXAMPLE, versions: [VERSION_EXAMPLE] } },
  },
});

const signContract = route({
  method: 'post',
  path: '/customer/contracts/{id}/sign',
  name: 'signContract',
  tag,
  summary: 'Sign the version that waits for you',
  description:
    'Name the version you read by its document_sha256: one that was replaced meanwhile is not signed by mistake (409). Signers sign in their order. Typed name, consent, address, program and time are kept for good.',
  caller: 'user',
  limit: 'other',
  idempotent: true,
  refuses: [402, 404, 409],
  params,
  body: z.object({
    document_sha256: z
      .string('Please send the document_sha256 of the version you read.')
      .meta({ description: 'Of the version you read.', example: VERSION_EXAMPLE.document_sha256 }),
    typed_name: z.string('Please type your full name.').meta({ description: 'Your full name.', example: 'Test User' }),
    consent: z
      .literal(true, 'Please agree before you sign.')
      .meta({ description: "That you agree to the version's consent." }),
  }),
  data: z.object({
    contract_id: z.int(),
    completed: z.boolean().meta({ description: 'Everybody has signed.' }),
  }),
  async run({ ctx, params, body, userAgent }) {
    const { openVersionId } = await getOwnContract(ctx, params.id);
    if (openVersionId === null) throw nothingToSign();
    const { completed } = await signVersion(ctx, {
      versionId: openVersionId,
      documentSha256: body.document_sha256,
      typedName: body.typed_name,
      consent: body.consent,
      userAgent,
    });
    return { contract_id: params.id, completed };
  },
  examples: {
    params: { id: 12 },
    body: { document_sha256: VERSION_EXAMPLE.document_sha256, typed_name: 'Test User', consent: true },
    answer: { success: true, data: { contract_id: 12, completed: false } },
  },
});

function nothingToSign(): Refusal {
  return new Refusal('conflict', 'version_not_open', 'No version of this contract waits for signatures just now.');
}

const getContractPdf = fileRoute({
  method: 'get',
  path: '/customer/contracts/{id}/pdf',
  name: 'getContractPdf',
  tag,
  summary: 'The newest signed version as PDF',
  description: 'Made once, after the last signature, and sealed. The same bytes each time.',
  caller: 'user',
  limit: 'other',
  sends: 'application/pdf',
  refuses: [404],
  params,
  query: z.object({
    version: z.coerce
      .number(VERSION_SENTENCE)
      .int(VERSION_SENTENCE)
      .positive(VERSION_SENTENCE)
      .optional()
      .meta({ description: 'The number of an earlier signed version.' }),
  }),
  async run({ ctx, params, query }) {
    const { versions } = await getOwnContract(ctx, params.id);
    const wanted = versions.find(
      ({ number, document }) => document !== null && (query.version === undefined || number === query.version),
    );
    if (wanted === undefined)
      throw new Refusal('not_found', 'document_not_found', 'There is no such signed version of this contract.');
    return openOwnContractPdf(ctx, wanted.id);
  },
  examples: { params: { id: 12 }, query: {}, answer: null },
});

export const contractRoutes: ApiRoute[] = [listContracts, getContract, signContract, getContractPdf];
