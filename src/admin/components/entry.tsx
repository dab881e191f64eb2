import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import { Application } from './application.js';

// In place of AdminJS's own application, which none of our pages needs: its scripts alone are four times as large.
const root = document.getElementById('app');
if (root !== null)
  createRoot(root).render(
    <BrowserRouter>
      <Application />
    </BrowserRouter>,
  );
