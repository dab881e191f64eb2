import { completeLineItem, pauseLineItem, resumeLineItem } from '../../services/contracts/change-line-item.js';
import { dateText } from '../../services/core/calendar.js';
import type { Context } from '../../services/core/context.js';
import { recordOperation } from '../operation-action.js';
import { textOf } from '../wire-body.js';

type Change = (ctx: Context, input: { lineItemId: number; from: string }) => Promise<void>;

interface Words {
  name: string;
  label: string;
  tone: 'plain' | 'primary' | 'danger';
  from: readonly string[];
  says: string;
  done: string;
  change: Change;
}

/** A line item of the version in force stops, goes on or ends from a day on. */
export const lineItemOperations = [
  fromADay({
    name: 'pauseLineItem',
    label: 'Pause',
    tone: 'plain',
    from: ['pending', 'active'],
    says: 'None of its months begins from this day on until it is resumed; months that are invoiced stay.',
    done: 'The item is paused; its invoices to come are planned anew.',
    change: pauseLineItem,
  }),
  fromADay({
    name: 'resumeLineItem',
    label: 'Resume',
    tone: 'primary',
    from: ['paused'],
    says: 'The months that are left count on from this day; billing goes on as long as they need.',
    done: 'The item goes on; its invoices to come are planned anew.',
    change: resumeLineItem,
  }),
  fromADay({
    name: 'completeLineItem',
    label: 'Complete',
    tone: 'danger',
    from: ['pending', 'active', 'paused'],
    says: 'None of its months begins on or after this day. It cannot be taken up again.',
    done: 'The item is completed; its invoices to come are planned anew.',
    change: completeLineItem,
  }),
];

/** Which of these an item in this state allows. */
export function itemActions(status: string): string[] {
  return lineItemOperations.filter(({ offeredFor }) => offeredFor?.({ status }) === true).map(({ name }) => name);
}

function fromADay({ name, label, tone, from, says, done, change }: Words) {
  return recordOperation({
    name,
    label,
    tone,
    offeredFor: ({ status }) => typeof status === 'string' && from.includes(status),
    preview: async ({ ctx, params }) => ({
      title: `${label}: ${String(params.description)}`,
      says: [says],
      fields: [{ name: 'from', label: 'From', type: 'date', required: true, value: dateText(ctx.clock.now()) }],
      confirm: label,
    }),
    async act({ ctx, id }, body) {
      await change(ctx, { lineItemId: id, from: textOf(body, 'from') });
      return { message: done };
    },
  });
}
