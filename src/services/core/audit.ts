import type { NewAuditEntry, TxContext } from './context.js';

/** Who, when and from where come from the context; one statement for any number of entries. */
export async function writeAudit(ctx: TxContext, entries: NewAuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const { actor } = ctx;
  const rows = entries.map((entry) => ({
    action: entry.action,
    account_id: entry.accountId,
    entity_type: entry.entityType,
    entity_id: entry.entityId,
    changes: entry.changes ?? {},
    reason: entry.reason ?? '',
  }));
  await ctx.db.$executeRaw`
    INSERT INTO audit_entries (action, actor_type, actor_id, actor_label, account_id, entity_type, entity_id, changes, reason, request_id, ip_address, created_at)
    SELECT row.action, ${actor.type}::"ActorType", ${actorId(actor)}::int, ${actorLabel(actor)}, row.account_id, row.entity_type, row.entity_id,
           row.changes, row.reason, ${ctx.requestId}, ${ctx.ipAddress}, ${ctx.now}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row(action text, account_id int, entity_type text, entity_id int, changes jsonb, reason text)`;
}

function actorId(actor: TxContext['actor']): number | null {
  return actor.type === 'user' || actor.type === 'staff' ? actor.id : null;
}

function actorLabel(actor: TxContext['actor']): string {
  if (actor.type === 'user' || actor.type === 'staff') return actor.email;
  return actor.type === 'system' ? actor.label : '';
}
