import { PrismaPg } from '@prisma/adapter-pg';
import { defineConfig } from 'prisma/config';

// The JavaScript engine: nothing has to be downloaded to generate the client or to write a migration.
export default defineConfig({
  schema: 'prisma/schema',
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({ connectionString: process.env.DATABASE_URL ?? 'postgresql://localhost/none' }),
});
