import type { AppStatus } from '@/ipc/types';
import type { Route } from './router';

/** What the frame hands to every screen. */
export type ScreenProps = {
  route: Route;
  status: AppStatus;
  onPalette: () => void;
  onResume: () => void;
};
