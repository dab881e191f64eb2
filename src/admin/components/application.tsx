import { useEffect, useRef, useState } from 'react';
import { Route, Routes, useLocation, useParams } from 'react-router-dom';
import { DashboardPage } from './dashboard/dashboard-page.js';
import { EditPage, NewPage } from './forms/edit-page.js';
import { OperationPage } from './operations/operation-page.js';
import { resourceNamed } from './page-state.js';
import { ListPage } from './records/list-page.js';
import { ShowPage } from './records/show-page.js';
import { OwnLoginPage } from './shell/own-login-page.js';
import { Sidebar } from './shell/sidebar.js';
import { TopBar } from './shell/top-bar.js';
import { Empty } from './ui/banner.js';
import { Notices } from './ui/notices.js';

/** The frame around every page of the back-office, in place of AdminJS's own. */
export function Application() {
  const [menuOpen, setMenuOpen] = useState(false);
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page starts at its top, with the focus in it
  useEffect(() => {
    setMenuOpen(false);
    main.current?.scrollTo({ top: 0 });
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <Notices>
      <div className="cs-shell">
        <a className="cs-skip" href="#main">
          Skip to the page
        </a>
        <Sidebar open={menuOpen} onClose={() => setMenuOpen(false)} />
        <TopBar onMenu={() => setMenuOpen(true)} menuOpen={menuOpen} />
        <main id="main" ref={main} className="cs-main" tabIndex={-1}>
          <Routes>
            <Route path="/admin" element={<DashboardPage />} />
            <Route path="/admin/resources/:resource" element={<ListRoute />} />
            <Route path="/admin/resources/:resource/actions/:action" element={<ResourceActionRoute />} />
            <Route path="/admin/resources/:resource/records/:id/:action" element={<RecordRoute />} />
            <Route path="/admin/pages/login" element={<OwnLoginPage />} />
            <Route path="*" element={<Nowhere />} />
          </Routes>
        </main>
      </div>
    </Notices>
  );
}

function ListRoute() {
  const resource = resourceNamed(useParams().resource);
  return resource === null ? <Nowhere /> : <ListPage key={resource.id} resource={resource} />;
}

function ResourceActionRoute() {
  const { resource: id, action = '' } = useParams();
  const resource = resourceNamed(id);
  if (resource === null) return <Nowhere />;
  if (action === 'list') return <ListPage key={resource.id} resource={resource} />;
  if (action === 'new' && resource.canCreate) return <NewPage key={resource.id} resource={resource} />;
  return <OperationPage resource={resource} name={action} />;
}

function RecordRoute() {
  const { resource: name, id = '', action = '' } = useParams();
  const resource = resourceNamed(name);
  if (resource === null) return <Nowhere />;
  if (action === 'show') return <ShowPage key={`${name}/${id}`} resource={resource} id={id} />;
  if (action === 'edit' && resource.canEdit) return <EditPage key={`${name}/${id}`} resource={resource} id={id} />;
  return <OperationPage resource={resource} name={action} id={id} />;
}

function Nowhere() {
  return (
    <div className="cs-page">
      <h1 className="cs-hidden">Nothing here</h1>
      <Empty title="There is nothing here">The address is wrong, or your role does not show it.</Empty>
    </div>
  );
}
