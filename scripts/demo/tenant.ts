import type { PaymentMethod } from '@prisma/client';
import type { UserActor } from '../../src/services/users/signed-in-user.js';
import type { Person } from './people.js';
import type { Random } from './random.js';

/** A person whose account is open. */
export interface Tenant {
  person: Person;
  actor: UserActor;
  accountId: number;
  method: PaymentMethod;
  random: Random;
}
