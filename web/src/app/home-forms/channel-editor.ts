import { Component, computed, input, model, output, signal } from '@angular/core';
import { Candidate } from '../api/types';
import { Icon } from '../ui/icon';
import { ChannelDraft, draftFromCandidate } from './channel-drafts';
import { ChannelRow } from './channel-row';

/** The channels of a home while they are decided about: each confirmed, changed, inverted or left out; more can be added. */
@Component({
  selector: 'ohm-channel-editor',
  imports: [ChannelRow, Icon],
  templateUrl: './channel-editor.html',
  styleUrl: './channel-editor.scss',
})
export class ChannelEditor {
  readonly drafts = model.required<readonly ChannelDraft[]>();
  readonly candidates = input<readonly Candidate[]>([]);
  readonly errors = input<ReadonlyMap<string, string>>(new Map());
  /** By whose clock the times of meters are told. */
  readonly zone = input('UTC');
  /** Whether the meters of channels that exist can be replaced here. */
  readonly canReplace = input(false);
  /** The channel whose meter is to be replaced. */
  readonly replacing = output<ChannelDraft>();

  protected readonly search = signal('');
  /** Entities with a suitable class and unit that no draft uses yet. */
  private readonly free = computed(() => {
    const used = new Set(
      this.drafts().flatMap((draft) => [draft.source.id, draft.power?.id ?? '']),
    );
    return this.candidates().filter((candidate) => !used.has(candidate.entity_id));
  });
  protected readonly offered = computed(() => {
    const words = this.search().trim().toLowerCase();
    return this.free()
      .filter((candidate) =>
        `${candidate.name} ${candidate.entity_id} ${candidate.area ?? ''}`
          .toLowerCase()
          .includes(words),
      )
      .slice(0, 50);
  });
  protected readonly freeCount = computed(() => this.free().length);
  protected readonly powerChoices = computed(() =>
    this.candidates().filter((candidate) => candidate.measure === 'power'),
  );

  protected change(draft: ChannelDraft): void {
    this.drafts.update((drafts) =>
      drafts.map((other) => (other.key === draft.key ? draft : other)),
    );
  }

  protected add(candidate: Candidate): void {
    this.drafts.update((drafts) => [...drafts, draftFromCandidate(candidate)]);
  }

  protected searchFor(event: Event): void {
    this.search.set((event.target as HTMLInputElement).value);
  }
}
