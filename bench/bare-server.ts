import { createServer } from 'node:http';
import pg from 'pg';
import { barePage } from './bare-page.js';

// The least that can answer the same rows: node:http, pg, one statement, JSON.stringify. No session, no rights, no counting.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL ?? '', max: 4 });

createServer((req, res) => {
  const url = new URL(req.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/readyz') return void res.end('ready');
  barePage(pool, url.searchParams).then(
    (body) => res.setHeader('content-type', 'application/json').end(body),
    (error: Error) => {
      res.statusCode = 500;
      res.end(error.message);
    },
  );
}).listen(Number(process.env.PORT), '127.0.0.1');

process.on('SIGINT', () => process.exit(0));
