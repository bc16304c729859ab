import { Component, inject, input, linkedSignal, signal } from '@angular/core';
import { failureFrom } from '../api/problem';
import { isLocalDate } from '../energy/local-date';
import { HomeDirectory, KnownHome } from '../home/home-directory';
import { Icon } from '../ui/icon';

/** A row as it is being written: nothing of it need be right yet. */
interface Draft {
  readonly from: string;
  readonly kwh: string;
}

/** What a cubic metre of the home's gas holds, by date. */
@Component({
  selector: 'ohm-calorific-form',
  imports: [Icon],
  templateUrl: './calorific-form.html',
  styles: `
    .row {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
      gap: var(--space-3);
      align-items: end;
    }
    @media (max-width: 40rem) {
      .row {
        gap: var(--space-2);
      }
      .row .button {
        padding-inline: var(--space-2);
      }
    }
  `,
})
export class CalorificForm {
  private readonly homes = inject(HomeDirectory);

  readonly home = input.required<KnownHome>();

  protected readonly rows = linkedSignal<readonly Draft[]>(() =>
    this.home().calorific_values.map((value) => ({
      from: value.from,
      kwh: String(value.kwh_per_m3),
    })),
  );
  protected readonly isBusy = signal(false);
  protected readonly isSaved = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected change(index: number, part: Partial<Draft>): void {
    this.isSaved.set(false);
    this.rows.update((rows) => rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  }

  protected add(): void {
    this.isSaved.set(false);
    this.rows.update((rows) => [...rows, { from: '', kwh: '' }]);
  }

  protected remove(index: number): void {
    this.isSaved.set(false);
    this.rows.update((rows) => rows.filter((_, at) => at !== index));
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.isSaved.set(false);
    const values = this.rows().map((row) => ({
      from: row.from,
      kwh_per_m3: Number(row.kwh.replace(',', '.')),
    }));
    if (!values.every((value) => isLocalDate(value.from))) {
      this.failure.set($localize`Give every value the date that it holds from.`);
      return;
    }
    if (!values.every(({ kwh_per_m3: kwh }) => kwh >= 1 && kwh <= 50)) {
      this.failure.set($localize`A cubic metre holds between 1 and 50 kWh.`);
      return;
    }
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await this.homes.edit(this.home().id, { calorific_values: values });
      this.isSaved.set(true);
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
