import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { FormField, form, maxLength, required } from '@angular/forms/signals';
import { failureFrom } from '../api/problem';
import { HomeDirectory, KnownHome } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { countries, currencies, timeZones } from './places';

/** What Home Assistant says about itself; offered while a home is new. */
export interface HomeSuggestion {
  readonly name?: string;
  readonly time_zone?: string;
  readonly currency?: string;
  readonly country?: string;
}

/** Name, place and main fuse of a home. */
@Component({
  selector: 'ohm-home-details-form',
  imports: [FormField, Icon],
  templateUrl: './home-details-form.html',
})
export class HomeDetailsForm {
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<KnownHome>();
  readonly suggestion = input<HomeSuggestion>({});
  readonly saveLabel = input($localize`Save`);
  readonly saved = output();

  protected readonly model = linkedSignal(() => {
    const home = this.home();
    const suggestion = this.suggestion();
    return {
      name: suggestion.name || home.name,
      timeZone: suggestion.time_zone || home.time_zone,
      currency: suggestion.currency || home.currency,
      country: suggestion.country || home.country,
      phases: String(home.main_fuse?.phases ?? ''),
      amps: String(home.main_fuse?.amps ?? 25),
    };
  });
  protected readonly entry = form(this.model, (path) => {
    required(path.name, { message: $localize`Give the home a name.` });
    maxLength(path.name, 100, { message: $localize`At most 100 characters.` });
  });
  protected readonly zones = computed(() => timeZones(this.home().time_zone));
  protected readonly currencyChoices = computed(() =>
    currencies(this.locale(), this.home().currency),
  );
  protected readonly countryChoices = computed(() => countries(this.locale(), this.home().country));
  protected readonly fuseAmps = ['10', '16', '20', '25', '32', '35', '40', '50', '63', '80', '100'];
  protected readonly isBusy = signal(false);
  protected readonly isSaved = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const error = this.entry.name().errors()[0];
    if (error) {
      this.failure.set(error.message ?? '');
      return;
    }
    const { name, timeZone, currency, country, phases, amps } = this.model();
    this.isBusy.set(true);
    this.isSaved.set(false);
    this.failure.set(null);
    try {
      await this.homes.edit(this.home().id, {
        name: name.trim(),
        time_zone: timeZone,
        currency,
        country,
        main_fuse: phases === '' ? null : { phases: Number(phases), amps: Number(amps) },
      });
      this.isSaved.set(true);
      this.saved.emit();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
