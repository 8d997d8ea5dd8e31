import type { Detail, Said, TimelineStep } from '../types';
import { ipcError } from './requests';

type Kind = 'purchase.noted' | 'purchase.tagged' | 'purchase.untagged' | 'purchase.words_erased';
type Entry = { seq: number; at: string; kind: Kind; text: string | null; of: number | null };

const WORDS: Record<Kind, string> = {
  'purchase.noted': 'Note',
  'purchase.tagged': 'Tag added',
  'purchase.untagged': 'Tag removed',
  'purchase.words_erased': 'Your text erased',
};

/** The owner's notes and tags, as entries that are never changed. */
export class WordsDesk {
  private readonly entries = new Map<string, Entry[]>();
  private seq = 2000;

  constructor(private readonly now: () => number) {}

  note(id: string, text: string) {
    this.put(id, 'purchase.noted', text.trim(), null);
  }

  tag(id: string, add: readonly string[], remove: readonly string[]) {
    const has = this.tags(id);
    for (const tag of remove) {
      const known = has.find((one) => fold(one.text) === fold(tag));
      if (!known) throw ipcError('not_found', 'There is no such tag.', 'Look again.');
      this.put(id, 'purchase.untagged', null, known.seq);
    }
    for (const tag of add) {
      if (!this.tags(id).some((one) => fold(one.text) === fold(tag)))
        this.put(id, 'purchase.tagged', tag, null);
    }
  }

  erase(id: string, seq: number) {
    const entry = this.of(id).find((one) => one.seq === seq);
    if (entry) entry.text = null;
    this.put(id, 'purchase.words_erased', null, seq);
  }

  noteOf(id: string): Said | null {
    const last = this.of(id).findLast((entry) => entry.kind === 'purchase.noted');
    return last?.text ? { seq: last.seq, text: last.text } : null;
  }

  tags(id: string): Said[] {
    const all = this.of(id);
    const gone = new Set(all.map((entry) => entry.of));
    return all.flatMap(({ seq, kind, text }) =>
      kind === 'purchase.tagged' && text && !gone.has(seq) ? [{ seq, text }] : [],
    );
  }

  /** The purchase with what was said about it. */
  on(id: string, detail: Detail): Detail {
    const said = this.of(id).map((entry): TimelineStep => {
      const { seq, at, kind, of } = entry;
      const source =
        kind === 'purchase.untagged' ? this.of(id).find((one) => one.seq === of) : entry;
      return { seq, at, kind, text: WORDS[kind], by: 'owner', said: source?.text ?? null };
    });
    return {
      ...detail,
      note: this.noteOf(id),
      tags: this.tags(id),
      timeline: [...detail.timeline, ...said],
    };
  }

  private of(id: string): Entry[] {
    return this.entries.get(id) ?? [];
  }

  private put(id: string, kind: Kind, text: string | null, of: number | null) {
    this.seq += 1;
    const at = new Date(this.now()).toISOString();
    this.entries.set(id, [...this.of(id), { seq: this.seq, at, kind, text, of }]);
  }
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
