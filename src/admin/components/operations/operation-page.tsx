import { useNavigate, useSearchParams } from 'react-router-dom';
import { listHref, type ResourceView, recordHref } from '../page-state.js';
import { Empty } from '../ui/banner.js';
import { ActionPage } from './action-page.js';
import { OperationDialog } from './operation-dialog.js';

/** An action by its address: its dialog, over an empty page. */
export function OperationPage({ resource, name, id }: { resource: ResourceView; name: string; id?: string }) {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const given = Object.fromEntries(params);
  const action = resource.actions.find((candidate) => candidate.name === name);
  const back = id === undefined ? listHref(resource.id) : recordHref(resource.id, id);
  if (action === undefined || (action.kind === 'record') !== (id !== undefined) || action.overSelection) {
    return (
      <div className="cs-page">
        <h1 className="cs-hidden">Nothing here</h1>
        <Empty title="There is nothing here">The address is wrong, or your role does not show it.</Empty>
      </div>
    );
  }
  if (action.page) return <ActionPage resource={resource} action={action} {...(id === undefined ? {} : { id })} />;
  return (
    <div className="cs-page">
      <h1 className="cs-hidden">{action.label}</h1>
      <OperationDialog
        resource={resource}
        action={action}
        {...(id === undefined ? {} : { recordId: Number(id) })}
        given={given}
        onClose={() => navigate(back)}
        onDone={() => undefined}
      />
    </div>
  );
}
