/** Of one person from one network. */
export const FAILED_LOGINS = { points: 10, seconds: 15 * 60 };
