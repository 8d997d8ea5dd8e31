import type { Exported, ExportFormat } from '../types';
import { ipcError } from './requests';

const STEPS = 20;
const STEP_MS = 150;

/** Plays an export: it has progress, and can be cancelled. */
export class ExportDesk {
  private readonly listeners = new Set<(done: number, all: number) => void>();
  private stopped = false;

  constructor(private readonly slow: boolean) {}

  listen(listener: (done: number, all: number) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  cancel() {
    this.stopped = true;
  }

  async write(format: ExportFormat, rows: number): Promise<Exported> {
    this.stopped = false;
    for (let step = 0; this.slow && step <= STEPS; step += 1) {
      for (const listener of this.listeners) listener(Math.floor((rows * step) / STEPS), rows);
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
      if (this.stopped) throw ipcError('stopped', 'The export was stopped.', 'Export again.');
    }
    return { path: `/home/you/activity.${format}`, rows };
  }
}
