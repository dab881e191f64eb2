import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { DOCUMENTED_PREFIX } from './prefixes.js';
import type { ApiRoute } from './route.js';
import { API_ROUTES } from './routes.js';

const failure = z
  .object({
    success: z.literal(false),
    error: z.string().meta({
      description: 'A sentence a person can act on.',
      example: 'Please enter the amount as text, like "29.00".',
    }),
    code: z.string().meta({ description: 'For programs; it does not change.', example: 'invalid_input' }),
    details: z
      .array(z.object({ path: z.string().meta({ example: 'amount' }), message: z.string() }))
      .optional()
      .meta({ description: 'Which fields, by their names on the wire.' }),
    request_id: z.string().meta({ description: 'Tell it to support.' }),
  })
  .meta({ id: 'Failure' });

const REFUSALS: Record<number, string> = {
  400: 'Malformed or invalid',
  401: 'Not signed in',
  402: 'A payment or plan is needed',
  403: 'Not allowed',
  404: "Not found, or another account's",
  409: 'Conflicts with the present state',
  413: 'Too large',
  415: 'Neither JSON nor a form',
  422: 'A rule of the business refuses',
  429: 'Too many; Retry-After says how many seconds to wait',
  500: 'Our mistake',
  503: 'A dependency is down; nothing was changed',
};

const retryAfter = z.string().meta({ description: 'Seconds to wait.', example: '60' });
const idempotencyKey = z.string().min(1).max(255).optional().meta({
  description:
    'Any text of your choice. A repeat with the same key and body within 24 hours answers what the first did, with another body 409.',
  example: '7c1f4f5e-2b7e-4b59-9a52-0d3a1f0f2a11',
});

const DESCRIPTION = `Sign up, see plans, invoices, payments, credits and contracts, confirm a bank transfer and sign.

JSON in snake_case. Money is text ("29.00"), credits are whole numbers, times are ISO 8601 in UTC. Lists take limit and cursor. Days are "2026-01-31". Send the access token of login as "Authorization: Bearer …"; what is for staff takes a staff API token instead. Every path also answers under /api and /v1 in place of /api/v1, with and without a slash at its end.`;

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** The OpenAPI 3.1 document, made from the very schemas that read and write the wire. */
export function openApiDocument(baseUrl: string): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of API_ROUTES) {
    const path = `${DOCUMENTED_PREFIX}${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  const source: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Countersign API',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: baseUrl }],
    tags: [...new Set(API_ROUTES.map((route) => route.tag))].map((name) => ({ name })),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The access token of login.' },
        staffToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'cst_…',
          description: 'A staff API token, made by a superadmin in the back-office. It may do what its role may.',
        },
      },
    },
    paths,
  };
  // An answer may gain a field without breaking its word.
  return createDocument(source, {
    override: ({ jsonSchema, io }) => {
      if (io === 'output') delete jsonSchema.additionalProperties;
    },
  });
}

const SECURITY: Record<ApiRoute['caller'], Record<string, string[]>[]> = {
  anyone: [],
  user: [{ bearer: [] }],
  staff: [{ staffToken: [] }],
};

function operationOf(route: ApiRoute): ZodOpenApiOperationObject {
  const { name, summary, description, tag, caller, params, query, idempotent } = route;
  const header = idempotent === true ? z.object({ 'Idempotency-Key': idempotencyKey }) : undefined;
  return {
    operationId: name,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: SECURITY[caller],
    requestParams: {
      ...(params === undefined ? {} : { path: params as z.ZodObject }),
      ...(query === undefined ? {} : { query: query as z.ZodObject }),
      ...(header === undefined ? {} : { header }),
    },
    ...requestBodyOf(route),
    responses: responsesOf(route),
  };
}

function requestBodyOf({ body, takesProof, examples }: ApiRoute): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (body === undefined) return {};
  const json = { schema: body, example: examples.body };
  const content =
    takesProof === true
      ? { 'application/json': json, 'multipart/form-data': { schema: withFile(body as z.ZodObject) } }
      : { 'application/json': json };
  return { requestBody: { required: true, content } };
}

function withFile(body: z.ZodObject): z.ZodObject {
  const proof = z
    .unknown()
    .optional()
    .meta({
      description: 'The slip: PDF, JPEG, PNG or WebP, at most 10 MB.',
      override: { type: 'string', contentMediaType: 'application/octet-stream' },
    });
  return body.extend({ proof });
}

const FILE = { type: 'string', contentMediaType: 'application/pdf', description: 'The file itself.' } as const;
const FILE_HEADERS = {
  'Content-Disposition': z.string().meta({ example: 'attachment; filename="INV-2-202512-0001.pdf"' }),
  ETag: z.string().meta({ description: "The file's SHA-256, in quotes. Send it as If-None-Match to be answered 304." }),
};

function responsesOf({
  method,
  status = 200,
  answer,
  examples,
  caller,
  sends,
  idempotent = false,
  refuses = [],
}: ApiRoute): ZodOpenApiResponsesObject {
  const always = method === 'get' ? [400, 429, 500, 503] : [400, 413, 415, 429, 500, 503];
  const ofCaller = caller === 'anyone' ? [] : [401, 403];
  // The same key with another body.
  const ofKey = idempotent ? [409] : [];
  const statuses = [...new Set([...always, ...ofCaller, ...ofKey, ...refuses])].sort((a, b) => a - b);
  return {
    [status]: {
      description: status === 201 ? 'Created' : 'Done',
      ...(sends === undefined
        ? { content: { 'application/json': { schema: answer, example: examples.answer } } }
        : { headers: z.object(FILE_HEADERS), content: { [sends]: { schema: FILE } } }),
    },
    ...Object.fromEntries(statuses.map((code) => [code, refusalOf(code)])),
  };
}

function refusalOf(code: number): ZodOpenApiResponsesObject[`${1 | 2 | 3 | 4 | 5}${string}`] {
  const headers = code === 429 || code === 503 ? { headers: z.object({ 'Retry-After': retryAfter }) } : {};
  return { description: REFUSALS[code] ?? '', ...headers, content: { 'application/json': { schema: failure } } };
}
