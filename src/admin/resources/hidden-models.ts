/** Models without a page in the back-office, and why. Every other model has a resource. */
export const HIDDEN_MODELS: Record<string, string> = {
  AuthToken: 'hashed bearer tokens: of no use to a reader, and a target',
  OneTimeToken: 'hashed mailed links: of no use to a reader, and a target',
  UserSession: "tenants' signed-in browsers",
  StaffSession: "colleagues' signed-in browsers",
  ContractSigner: "shown on the contract's page, version by version, beside what was signed",
  IdempotencyKey: 'first answers kept for 24 hours; they may quote tokens',
  RateLimit: 'counters of the limiter',
  ScheduledJob: 'when each job of the timetable last ran, moved by workers only',
  Seal: 'long lists of hashes for npm run verify, which names the rows: of no use to a reader',
  SealKey: 'the key that seals PDFs, written once by the system: nobody reads it, and nobody changes it',
};
