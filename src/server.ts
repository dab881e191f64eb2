import { main } from './main.js';
import { serve } from './serve.js';

await main((config) => serve(config));
