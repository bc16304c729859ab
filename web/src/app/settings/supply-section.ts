import { HttpClient, httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { FormField, form, maxLength, required } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { ProviderList, Supply } from '../api/types';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';

/** Whose customer the home is, where and by which tariff. Nothing, where the server knows no provider. */
@Component({
  selector: 'ohm-supply-section',
  imports: [FormField, Icon, LoadError],
  templateUrl: './supply-section.html',
  styles: `
    .muted {
      margin-block: var(--space-1) var(--space-4);
    }
    .wait {
      height: 9rem;
    }
  `,
})
export class SupplySection {
  private readonly http = inject(HttpClient);

  readonly home = input.required<string>();

  private readonly known = httpResource<ProviderList>(() => 'api/v1/providers');
  protected readonly providers = computed(() =>
    this.known.hasValue() ? this.known.value().items : [],
  );
  protected readonly supply = httpResource<Supply>(() => this.url());
  protected readonly failedToLoad = computed(() => {
    const error = this.supply.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly model = linkedSignal(() => {
    const supply = this.supply.hasValue() ? this.supply.value() : null;
    return {
      provider: supply?.provider ?? '',
      area: supply?.area ?? '',
      tariff: supply?.tariff ?? '',
    };
  });
  protected readonly entry = form(this.model, (path) => {
    required(path.area, { message: $localize`Name the area.` });
    maxLength(path.area, 60, { message: $localize`At most 60 characters.` });
    required(path.tariff, { message: $localize`Name the tariff.` });
    maxLength(path.tariff, 60, { message: $localize`At most 60 characters.` });
  });
  protected readonly hasTried = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly isSaved = signal(false);
  protected readonly failure = signal<string | null>(null);

  private readonly url = computed(() => `api/v1/homes/${this.home()}/supply`);

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const { provider, area, tariff } = this.model();
    this.hasTried.set(true);
    this.isSaved.set(false);
    this.failure.set(null);
    if (provider !== '' && this.entry().invalid()) {
      return;
    }
    this.isBusy.set(true);
    try {
      await (provider === ''
        ? firstValueFrom(this.http.delete(this.url()))
        : firstValueFrom(
            this.http.put<Supply>(this.url(), {
              provider,
              area: area.trim(),
              tariff: tariff.trim(),
            }),
          ));
      this.supply.reload();
      this.hasTried.set(false);
      this.isSaved.set(true);
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
