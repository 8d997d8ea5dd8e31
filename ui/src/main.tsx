import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { chooseHost } from './ipc/choose';
import { HostProvider } from './ipc/HostContext';
import { newQueryClient } from './ipc/queries';
import './styles/app.css';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root element');

const host = await chooseHost();
createRoot(root).render(
  <StrictMode>
    <HostProvider host={host}>
      <QueryClientProvider client={newQueryClient()}>
        <App />
      </QueryClientProvider>
    </HostProvider>
  </StrictMode>,
);
