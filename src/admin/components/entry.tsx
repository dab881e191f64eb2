import { Application } from './application.js';

declare global {
  interface Window {
    AdminJS: { UserComponents?: Record<string, unknown> };
  }
}

// AdminJS looks its overridden components up under these names.
window.AdminJS.UserComponents = { ...window.AdminJS.UserComponents, Application };
