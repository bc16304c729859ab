import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { HomeDirectory } from '../home/home-directory';
import { CalorificForm } from '../home-forms/calorific-form';
import { HomeDetailsForm } from '../home-forms/home-details-form';
import { LiveHome } from '../live/live-home';
import { LeaveHome } from '../people/leave-home';
import { SupplySection } from './supply-section';

/** Name, place, main fuse, what its gas holds, and whose customer it is. */
@Component({
  selector: 'ohm-home-settings',
  imports: [CalorificForm, HomeDetailsForm, LeaveHome, RouterLink, SupplySection],
  template: `
    <section class="card" aria-labelledby="details-heading">
      <h2 id="details-heading" class="card__head" i18n>The home</h2>
      @if (known(); as home) {
        <ohm-home-details-form [home]="home" />
      }
    </section>
    @if (hasGas()) {
      <section class="card" aria-labelledby="gas-heading">
        <h2 id="gas-heading" i18n>Gas in kWh</h2>
        <p class="muted" i18n>
          What a cubic metre holds, from which date on: the calorific value of the gas bill, times
          the volume correction that it may name beside it.
        </p>
        @if (known(); as home) {
          <ohm-calorific-form [home]="home" />
        }
      </section>
    }
    @if (canGive()) {
      <ohm-supply-section [home]="home()" />
    }
    <section class="card" aria-labelledby="wizard-heading">
      <h2 id="wizard-heading" i18n>Set-up</h2>
      <p class="muted" i18n>
        Goes through connection, channels and check once more. Nothing is lost by it.
      </p>
      <a class="button" [routerLink]="['/homes', home(), 'setup']" i18n>Run the set-up again</a>
    </section>
    @if (canDelete()) {
      <ohm-leave-home [home]="home()" />
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-6);
    }
    .muted {
      margin-block: var(--space-1) var(--space-4);
    }
  `,
})
export default class HomeSettings {
  private readonly homes = inject(HomeDirectory);

  private readonly live = inject(LiveHome);

  readonly home = input.required<string>();
  protected readonly known = computed(() => this.homes.find(this.home()) ?? null);
  protected readonly canDelete = computed(() => this.homes.can('home.delete'));
  protected readonly canGive = computed(() => this.homes.can('consents.give'));
  protected readonly hasGas = computed(
    () =>
      this.live.channelList().some((channel) => channel.role === 'gas') ||
      (this.known()?.calorific_values ?? []).length > 0,
  );
}
