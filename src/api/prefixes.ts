/** The three prefixes that reach the same routes; the longest first, so that /api does not swallow /api/v1. */
export const API_PREFIXES = ['/api/v1', '/api', '/v1'];

/** The prefix under which the documentation names every route. */
export const DOCUMENTED_PREFIX = '/api/v1';
