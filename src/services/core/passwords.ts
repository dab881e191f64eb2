import { hash, verify } from '@node-rs/argon2';

// Argon2id with the parameters OWASP names first: 19 MiB, two passes, one lane.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

let hashOfNobody: Promise<string> | null = null;

/** Takes as long for an unknown person as for a wrong password, so that time tells nothing. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  hashOfNobody ??= hashPassword('nobody has this password');
  const matches = await verify(stored ?? (await hashOfNobody), password);
  return matches && stored !== null;
}
