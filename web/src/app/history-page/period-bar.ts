import { Component, computed, input, output } from '@angular/core';
import { LocalDate, isLocalDate, plusDays } from '../energy/local-date';
import { Icon } from '../ui/icon';
import { HistoryLimits, noLimits, unitsWithin } from './consent-limits';
import { Comparison, HistoryView, Unit, inUnit, stepped, units, viewFrom } from './history-view';

/** Which period is in view: its kind, the one before and after, any date, and what it is compared with. */
@Component({
  selector: 'ohm-period-bar',
  imports: [Icon],
  templateUrl: './period-bar.html',
  styleUrl: './period-bar.scss',
})
export class PeriodBar {
  readonly view = input.required<HistoryView>();
  readonly name = input.required<string>();
  readonly today = input.required<LocalDate>();

  /** What is not shown cannot be chosen. */
  readonly limits = input<HistoryLimits>(noLimits);

  readonly viewChange = output<HistoryView>();

  protected readonly units = computed(() => {
    const offered = unitsWithin(this.limits());
    return units.map((unit) => ({
      unit,
      label: unitNames[unit],
      isOffered: offered.includes(unit),
    }));
  });
  protected readonly hasPrevious = computed(() => {
    const { first } = this.limits();
    return first === null || first < this.view().from;
  });
  protected readonly comparisons = computed(() =>
    (['none', 'previous', 'year'] as const).map((compare) => ({
      compare,
      label: compareName(compare, this.view().unit),
    })),
  );
  protected readonly lastDate = computed(() => plusDays(this.view().to, -1));
  protected readonly hasNext = computed(() => this.view().to <= this.today());
  protected readonly isNow = computed(
    () => this.view().from <= this.today() && this.today() < this.view().to,
  );

  protected chooseUnit(unit: Unit): void {
    this.viewChange.emit(inUnit(this.view(), unit, this.today()));
  }

  protected step(by: number): void {
    this.viewChange.emit(stepped(this.view(), by));
  }

  protected goToToday(): void {
    const { unit, medium, compare } = this.view();
    this.viewChange.emit(viewFrom({ period: unit, medium, compare }, this.today()));
  }

  protected chooseDate(event: Event): void {
    const date = valueOf(event);
    const { unit, medium, compare } = this.view();
    if (isLocalDate(date)) {
      this.viewChange.emit(viewFrom({ period: unit, date, medium, compare }, this.today()));
    }
  }

  protected chooseRange(from: string, to: string): void {
    const { medium, compare } = this.view();
    if (isLocalDate(from) && isLocalDate(to)) {
      const [first, last] = from <= to ? [from, to] : [to, from];
      this.viewChange.emit(
        viewFrom({ period: 'range', from: first, to: last, medium, compare }, this.today()),
      );
    }
  }

  protected chooseCompare(event: Event): void {
    this.viewChange.emit({ ...this.view(), compare: valueOf(event) as Comparison });
  }
}

const unitNames: Record<Unit, string> = {
  day: $localize`Day`,
  week: $localize`Week`,
  month: $localize`Month`,
  quarter: $localize`Quarter`,
  year: $localize`Year`,
  range: $localize`Range`,
};

function compareName(compare: Comparison, unit: Unit): string {
  if (compare === 'none') {
    return $localize`Nothing`;
  }
  if (compare === 'year') {
    return unit === 'year' ? $localize`The year before` : $localize`A year before`;
  }
  const previous: Record<Unit, string> = {
    day: $localize`The day before`,
    week: $localize`The week before`,
    month: $localize`The month before`,
    quarter: $localize`The quarter before`,
    year: $localize`The year before`,
    range: $localize`As many days before`,
  };
  return previous[unit];
}

function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}
