import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { failureFrom } from '../api/problem';
import {
  ChannelList,
  CorrectionList as Corrections,
  LevelDecisionList,
  Suspect,
} from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { LoadError } from '../ui/load-error';
import { CorrectionDraft, draftFor } from './correction-draft';
import { CorrectionForm } from './correction-form';
import { CorrectionList } from './correction-list';
import { DecisionList } from './decision-list';
import { SuspectList } from './suspect-list';

const summedRoles = new Set([
  'grid_import',
  'grid_export',
  'solar',
  'generator',
  'battery_charge',
  'battery_discharge',
  'device',
  'gas',
  'water',
  'heat',
]);

/** What may be wrong in a home's past, what people say it was instead, and taking that back. */
@Component({
  selector: 'ohm-correction-settings',
  imports: [CorrectionForm, CorrectionList, DecisionList, LoadError, SuspectList],
  template: `
    @if (failure(); as message) {
      <ohm-load-error [message]="message" (retry)="reload()" />
    } @else if (!channels.hasValue() || !corrections.hasValue() || !decisions.hasValue()) {
      <div class="card"><div class="skeleton wait"></div></div>
    } @else {
      <ohm-suspect-list
        [home]="home()"
        [zone]="zone()"
        [channels]="summed()"
        [made]="corrections.value()"
        [decisions]="decisions.value()"
        (chosen)="correct($event)"
        (decided)="reload()"
      />
      <ohm-correction-form
        [home]="home()"
        [zone]="zone()"
        [channels]="summed()"
        [draft]="draft()"
        (saved)="reload()"
      />
      <ohm-correction-list
        [home]="home()"
        [zone]="zone()"
        [channels]="channels.value().items"
        [corrections]="corrections.value().items"
        (undone)="reload()"
      />
      @if (decisions.value().items.length > 0) {
        <ohm-decision-list
          [home]="home()"
          [zone]="zone()"
          [channels]="channels.value().items"
          [decisions]="decisions.value().items"
          (undone)="reload()"
        />
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-6);
    }
    .wait {
      height: 16rem;
    }
  `,
})
export default class CorrectionSettings {
  private readonly homes = inject(HomeDirectory);

  readonly home = input.required<string>();

  protected readonly channels = httpResource<ChannelList>(
    () => `api/v1/homes/${this.home()}/channels`,
  );
  protected readonly corrections = httpResource<Corrections>(
    () => `api/v1/homes/${this.home()}/corrections`,
  );
  protected readonly decisions = httpResource<LevelDecisionList>(
    () => `api/v1/homes/${this.home()}/decisions`,
  );
  protected readonly zone = computed(() => this.homes.find(this.home())?.time_zone ?? 'UTC');
  protected readonly summed = computed(() =>
    (this.channels.hasValue() ? this.channels.value().items : []).filter((channel) =>
      summedRoles.has(channel.role),
    ),
  );
  protected readonly failure = computed(() => {
    const error = this.channels.error() ?? this.corrections.error() ?? this.decisions.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly draft = signal<CorrectionDraft | null>(null);

  protected correct(suspect: Suspect): void {
    this.draft.set(draftFor(suspect));
    document.getElementById('correct-heading')?.focus();
  }

  protected reload(): void {
    this.channels.reload();
    this.corrections.reload();
    this.decisions.reload();
  }
}
