import { Component, OnInit, inject, input, output } from '@angular/core';
import { ChannelDesk } from '../home-forms/channel-desk';
import { ChannelEditor } from '../home-forms/channel-editor';
import { discoverySentence } from '../home-forms/discovery-words';
import { HomeSuggestion } from '../home-forms/home-details-form';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';

/** Proposed channels, each to be confirmed, changed, inverted or left out. */
@Component({
  selector: 'ohm-channel-step',
  imports: [ChannelEditor, Icon, LoadError],
  providers: [ChannelDesk],
  template: `
    <div>
      <h1 i18n>What measures what?</h1>
      @if (desk.discovery()?.has_energy_preferences === false) {
        <p class="page__lead" i18n>
          Your Home Assistant has no energy dashboard set up, so nothing can be proposed. Pick the
          meters yourself: at least what you import from the grid.
        </p>
      } @else {
        <p class="page__lead" i18n>
          Proposed from the energy dashboard of your Home Assistant. Untick what you do not want,
          and correct what is not right.
        </p>
      }
    </div>
    @for (warning of desk.discovery()?.warnings ?? []; track $index) {
      <p class="note note--warning"><ohm-icon name="warning" />{{ discoverySentence(warning) }}</p>
    }
    @if (desk.failure(); as failure) {
      @if (desk.discovery()) {
        <p class="note note--error" role="alert">
          <ohm-icon name="warning" />{{ failure.message }}
        </p>
      } @else {
        <ohm-load-error [message]="failure.message" (retry)="begin()" />
      }
    }
    @if (desk.discovery(); as found) {
      <section class="card">
        <ohm-channel-editor
          [(drafts)]="desk.drafts"
          [candidates]="found.candidates"
          [errors]="desk.errors()"
        />
      </section>
      <div class="actions">
        <button
          type="button"
          class="button button--primary"
          [disabled]="desk.isBusy() || desk.usedCount() === 0"
          (click)="save()"
          i18n
        >
          Continue with
          {desk.usedCount(), plural, =1 {1 channel} other {{{ desk.usedCount() }} channels}}
        </button>
      </div>
    } @else if (desk.isBusy()) {
      <div class="card" role="status">
        <p class="muted" i18n>Asking Home Assistant what it measures…</p>
        <div class="skeleton wait"></div>
      </div>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: inherit;
    }
    .wait {
      height: 18rem;
      margin-top: var(--space-4);
    }
  `,
})
export class ChannelStep implements OnInit {
  protected readonly desk = inject(ChannelDesk);
  protected readonly discoverySentence = discoverySentence;

  readonly home = input.required<string>();
  readonly found = output<HomeSuggestion>();
  readonly saved = output();

  ngOnInit(): void {
    void this.begin();
  }

  protected async begin(): Promise<void> {
    await this.desk.load(this.home());
    if (this.desk.failure()) {
      return;
    }
    await this.desk.discover(this.home());
    const place = this.desk.discovery()?.home;
    if (place) {
      this.found.emit({
        name: place.location_name,
        time_zone: place.time_zone,
        currency: place.currency,
        country: place.country,
      });
    }
  }

  protected async save(): Promise<void> {
    if (await this.desk.save(this.home())) {
      this.saved.emit();
    }
  }
}
