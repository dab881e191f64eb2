import { type Config, ConfigError, readConfig } from './config.js';
import { DatabaseSetupError } from './database/setup-error.js';
import { StartError } from './start-error.js';

/** Runs a program of ours: what a person can mend is told in a sentence, anything else with its stack. */
export async function main(run: (config: Config) => Promise<void>): Promise<void> {
  try {
    await run(readConfig());
  } catch (error) {
    const isForPeople =
      error instanceof ConfigError || error instanceof DatabaseSetupError || error instanceof StartError;
    console.error(isForPeople ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
