import { httpResource } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { failureFrom } from '../api/problem';
import { AggregateList } from '../api/types';
import { tableName } from '../chart/table-name';
import { clockTime, localDateAt, timeAs } from '../energy/home-clock';
import { plusDays } from '../energy/local-date';
import { decimal, energy, unknownValue, written } from '../energy/units';
import { datesName } from '../history-page/period-words';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import {
  AggregateGroup,
  aggregateSentence,
  dayToShow,
  dayTotal,
  decimalsFor,
  groupToShow,
  groupsOf,
  monthSpan,
  withheldWords,
} from './aggregate-figures';
import { ownZone } from './own-zone';
import { SlotChart } from './slot-chart';

/** What groups of customers used together, published without their consent and so that it hides each of them. */
@Component({
  selector: 'ohm-aggregates',
  imports: [EmptyState, Icon, LoadError, SlotChart],
  templateUrl: './aggregates.html',
  styleUrls: ['./cohort-page.scss', './aggregates.scss'],
})
export default class Aggregates {
  protected readonly tableName = tableName;
  protected readonly locale = inject(FormatLanguage).locale;
  /** In which the provider's days begin and end. */
  protected readonly zone = computed(() =>
    this.aggregates.hasValue() ? this.aggregates.value().time_zone : ownZone,
  );
  protected readonly thisMonth = localDateAt(Date.now(), ownZone).slice(0, 7);

  /** That of the newest day that can be published: one that has been over for a day. */
  protected readonly month = signal(plusDays(localDateAt(Date.now(), ownZone), -2).slice(0, 7));
  protected readonly aggregates = httpResource<AggregateList>(() => {
    const span = monthSpan(this.month());
    return span ? { url: 'api/v1/providers/aggregates', params: span } : undefined;
  });
  protected readonly failure = computed(() => {
    const error = this.aggregates.error();
    return error ? failureFrom(error).message : null;
  });
  private readonly items = computed(() =>
    this.aggregates.hasValue() ? this.aggregates.value().items : [],
  );
  protected readonly isEmpty = computed(
    () => this.aggregates.hasValue() && this.items().length === 0,
  );
  protected readonly monthName = computed(() =>
    timeAs(Date.parse(`${this.month()}-01`), this.locale(), 'UTC', {
      month: 'long',
      year: 'numeric',
    }),
  );
  protected readonly emptyHeading = computed(
    () => $localize`Nothing is published of ${this.monthName()}:month:`,
  );
  protected readonly groups = computed(() => groupsOf(this.items()));
  /** The one that was chosen stays from month to month. */
  protected readonly group = linkedSignal<readonly AggregateGroup[], AggregateGroup | null>({
    source: this.groups,
    computation: (groups, previous) =>
      groups.find(({ key }) => key === previous?.value?.key) ?? groupToShow(groups),
  });
  protected readonly date = linkedSignal(() => {
    const group = this.group();
    return group ? dayToShow(group) : null;
  });
  protected readonly day = computed(
    () => this.group()?.days.find(({ day }) => day === this.date()) ?? null,
  );
  protected readonly dayName = computed(() => this.nameOf(this.date() ?? ''));
  protected readonly slots = computed(() => (this.day()?.t ?? []).map((time) => Date.parse(time)));
  protected readonly decimals = computed(() => decimalsFor(this.day()?.kwh ?? []));
  protected readonly sentence = computed(() => {
    const day = this.day();
    const locale = this.locale();
    return day
      ? aggregateSentence(
          day,
          (at) => clockTime(at, locale, this.zone()),
          (kwh) => `${decimal(kwh, locale, this.decimals())}\u202fkWh`,
          (kwh) => written(energy(kwh, locale)),
        )
      : '';
  });
  protected readonly reason = computed(() => {
    const day = this.day();
    return day && day.withheld !== 'nothing' ? withheldWords[day.withheld] : null;
  });
  protected readonly rows = computed(() =>
    [...(this.group()?.days ?? [])].reverse().map((day) => {
      const total = dayTotal(day);
      return {
        day: day.day,
        name: this.nameOf(day.day),
        total: total === null ? unknownValue : written(energy(total, this.locale())),
        reason: day.withheld === 'nothing' ? '' : withheldWords[day.withheld],
      };
    }),
  );
  protected readonly withheldCount = computed(
    () => this.rows().filter(({ reason }) => reason !== '').length,
  );

  protected chooseMonth(event: Event): void {
    const { value } = event.target as HTMLInputElement;
    if (monthSpan(value)) {
      this.month.set(value);
    }
  }

  protected chooseGroup(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.group.set(this.groups().find(({ key }) => key === value) ?? null);
  }

  private nameOf(day: string): string {
    return day === '' ? '' : datesName(day, day, this.locale());
  }
}
