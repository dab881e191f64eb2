import { InvoiceStatus } from '@prisma/client';
import { expect, it } from 'vitest';
import { INVOICE_MOVES, isOverdue } from '../../../src/services/invoices/invoice-status.js';

it('an invoice moves as the domain says; a paid one comes back only when its payment is reversed', () => {
  expect(INVOICE_MOVES).toEqual({
    draft: ['pending'],
    pending: ['paid', 'void', 'uncollectible'],
    paid: ['pending'],
    void: [],
    uncollectible: [],
  });
});

it('overdue is a pending invoice past its due date, and nothing else', () => {
  const dueAt = new Date('2026-01-31T10:00:00Z');
  const at = (seconds: number) => new Date(dueAt.getTime() + seconds * 1_000);
  for (const status of Object.values(InvoiceStatus))
    expect([status, isOverdue({ status, dueAt }, at(1))]).toEqual([status, status === 'pending']);
  expect(isOverdue({ status: 'pending', dueAt }, at(0))).toBe(false);
  expect(isOverdue({ status: 'pending', dueAt }, at(-1))).toBe(false);
  expect(isOverdue({ status: 'pending', dueAt: null }, at(1))).toBe(false);
});
