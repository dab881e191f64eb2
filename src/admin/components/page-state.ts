import type { ActionView, PageState, PropertyView, ResourceView } from '../views.js';
import { sentenceCase } from './format.js';

declare global {
  interface Window {
    COUNTERSIGN: PageState;
  }
}

export const { resources, staff, assets } = window.COUNTERSIGN;

export function resourceNamed(id: string | undefined): ResourceView | null {
  return resources.find((resource) => resource.id === id) ?? null;
}

export function listHref(resource: string, filters: Record<string, string> = {}): string {
  const query = new URLSearchParams(filters).toString();
  return `/admin/resources/${resource}${query === '' ? '' : `?${query}`}`;
}

export function recordHref(resource: string, id: number | string, action = 'show'): string {
  return `/admin/resources/${resource}/records/${id}/${action}`;
}

export function actionHref(resource: string, action: string, given: Record<string, string> = {}): string {
  const query = new URLSearchParams(given).toString();
  return `/admin/resources/${resource}/actions/${action}${query === '' ? '' : `?${query}`}`;
}

/** A record as AdminJS's API answers it. */
export interface RecordData {
  id: number;
  title: unknown;
  params: Record<string, unknown>;
  populated: Record<string, { id: number; title: unknown } | null | undefined>;
  recordActions?: { name: string }[];
}

export function titleOf(resource: ResourceView, record: { id: number | string; title: unknown }): string {
  const title = typeof record.title === 'string' ? record.title.trim() : '';
  if (resource.id === 'Mail' || resource.id === 'AuditEntry' || resource.id === 'BulkRun')
    return `${sentenceCase(title.replace('.', ': '))}`;
  return title === '' ? `${singular(resource.label)} ${record.id}` : title;
}

export function singular(label: string): string {
  if (label === 'Credit ledger') return 'Ledger entry';
  if (label === 'Staff') return 'Staff user';
  if (label === 'Audit') return 'Audit entry';
  return label.replace(/([^s])s$/, '$1');
}

export type { ActionView, PropertyView, ResourceView };
