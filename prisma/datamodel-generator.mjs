// Writes the full data model (ids, relations, enums) as JSON for the back-office's Prisma adapter.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import generatorHelper from '@prisma/generator-helper';

generatorHelper.generatorHandler({
  onManifest: () => ({ prettyName: 'data model', defaultOutput: './datamodel.json' }),
  async onGenerate({ dmmf, generator }) {
    const file = generator.output.value;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(dmmf.datamodel, null, 2)}\n`);
  },
});
