import { main } from './main.js';

// Loaded when the settings are right, so that a mistake in them is told at once.
await main(async (config) => (await import('./serve.js')).serve(config));
