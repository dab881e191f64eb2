import { ContractEditorPage } from '../contracts/contract-editor-page.js';
import { CountersignPage } from '../contracts/countersign-page.js';
import { type ActionView, listHref, type ResourceView, recordHref } from '../page-state.js';

/** The page of an action that is too much for a dialog. */
export function ActionPage({ resource, action, id }: { resource: ResourceView; action: ActionView; id?: string }) {
  const path =
    id === undefined
      ? `/resources/${resource.id}/actions/${action.name}`
      : `/resources/${resource.id}/records/${id}/${action.name}`;
  const backTo = id === undefined ? listHref(resource.id) : recordHref(resource.id, id);
  const Page = action.name === 'countersign' ? CountersignPage : ContractEditorPage;
  return <Page key={path} path={path} backTo={backTo} />;
}
