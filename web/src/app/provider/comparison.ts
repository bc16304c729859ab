import { httpResource } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { CohortComparison } from '../api/types';
import { tableName } from '../chart/table-name';
import { localDateAt } from '../energy/home-clock';
import { LocalDate, daysBetween, isLocalDate, plusDays } from '../energy/local-date';
import { isKnown, percent, unknownValue, written } from '../energy/units';
import { datesName } from '../history-page/period-words';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { comparedFigures, comparisonSentence, homesSentence } from './cohort-figures';
import { ConsentingHomes, homesParam } from './consenting-homes';
import { HomeChoice } from './home-choice';
import { ownZone } from './own-zone';

type Kind = 'periods' | 'groups';
const mostDays = 400;

interface Side {
  readonly from: LocalDate;
  /** The last day. */
  readonly to: LocalDate;
  readonly homes: ReadonlySet<string> | null;
}
interface Asked {
  readonly kind: Kind;
  readonly a: Side;
  readonly b: Side;
}

/** Two periods of the same homes, or two groups of homes in the same period, per home and day. */
@Component({
  selector: 'ohm-comparison',
  imports: [EmptyState, HomeChoice, Icon, LoadError, RouterLink],
  providers: [ConsentingHomes],
  templateUrl: './comparison.html',
  styleUrls: ['./cohort-page.scss', './comparison.scss'],
})
export default class Comparison {
  protected readonly tableName = tableName;
  protected readonly consenting = inject(ConsentingHomes);
  protected readonly locale = inject(FormatLanguage).locale;
  protected readonly today = localDateAt(Date.now(), ownZone);

  protected readonly kinds: readonly { kind: Kind; label: string }[] = [
    { kind: 'periods', label: $localize`Two periods` },
    { kind: 'groups', label: $localize`Two groups of homes` },
  ];
  protected readonly kind = signal<Kind>('periods');
  protected readonly a = signal<Side>(this.week(2));
  protected readonly b = signal<Side>(this.week(1));
  /** Of two periods: the homes that both are of. */
  protected readonly homes = signal<ReadonlySet<string> | null>(null);
  protected readonly groupA = signal<ReadonlySet<string>>(new Set());
  protected readonly groupB = signal<ReadonlySet<string>>(new Set());
  protected readonly fault = signal<string | null>(null);
  private readonly asked = signal<Asked>({ kind: 'periods', a: this.a(), b: this.b() });

  protected readonly comparison = httpResource<CohortComparison>(() => {
    const { a, b } = this.asked();
    return this.consenting.list().length === 0
      ? undefined
      : {
          url: 'api/v1/providers/comparison',
          params: { ...paramsOf(a, 'a'), ...paramsOf(b, 'b') },
        };
  });
  private readonly answer = linkedSignal<CohortComparison | null, CohortComparison | null>({
    source: () => (this.comparison.hasValue() ? this.comparison.value() : null),
    computation: (loaded, previous) => loaded ?? previous?.value ?? null,
  });
  protected readonly failure = computed(() => {
    const error = this.consenting.customers.error() ?? this.comparison.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isReady = computed(() => this.answer() !== null);
  protected readonly names = computed(() => {
    const { kind, a, b } = this.asked();
    return kind === 'periods'
      ? { a: this.span(a), b: this.span(b) }
      : { a: $localize`the first group`, b: $localize`the second group` };
  });
  protected readonly heading = computed(() => {
    const { kind, a } = this.asked();
    return kind === 'periods'
      ? $localize`Two periods, per home and day`
      : $localize`Two groups, per home and day, ${this.span(a)}:period:`;
  });
  private readonly figures = computed(() => {
    const answer = this.answer();
    return answer ? comparedFigures(answer, this.locale()) : [];
  });
  protected readonly rows = computed(() => {
    const locale = this.locale();
    return this.figures().map((figure) => {
      const most = Math.max(figure.a ?? 0, figure.b ?? 0, 1e-9);
      const sign = (figure.difference ?? 0) > 0 ? '+' : '';
      return {
        name: figure.name,
        label: `${figure.label}, ${figure.measure.unit}`,
        color: figure.color,
        a: figure.measure.digits(figure.a),
        b: figure.measure.digits(figure.b),
        widthA: ((figure.a ?? 0) / most) * 100,
        widthB: ((figure.b ?? 0) / most) * 100,
        difference: isKnown(figure.difference)
          ? `${sign}${figure.measure.digits(figure.difference)}`
          : unknownValue,
        share:
          figure.share === null
            ? unknownValue
            : `${figure.share > 0 ? '+' : ''}${written(percent(figure.share, locale))}`,
        daysA: figure.daysA,
        daysB: figure.daysB,
      };
    });
  });
  protected readonly sentence = computed(() =>
    comparisonSentence(this.figures(), this.names(), this.locale()),
  );
  protected readonly asks = computed(() => {
    const answer = this.answer();
    const { a, b } = this.names();
    return answer
      ? [
          { name: a, text: homesSentence(answer.a.homes, answer.a.left_out) },
          { name: b, text: homesSentence(answer.b.homes, answer.b.left_out) },
        ]
      : [];
  });

  protected choose(side: 'a' | 'b', end: 'from' | 'to', event: Event): void {
    const { value } = event.target as HTMLInputElement;
    this[side].update((known) => ({ ...known, [end]: value }));
  }

  protected show(event: Event): void {
    event.preventDefault();
    const asked = this.wanted();
    this.fault.set(faultOf(asked));
    if (this.fault() === null) {
      this.asked.set(asked);
    }
  }

  protected retry(): void {
    this.consenting.customers.reload();
    this.comparison.reload();
  }

  private wanted(): Asked {
    const kind = this.kind();
    const [a, b] = [this.a(), this.b()];
    return kind === 'periods'
      ? { kind, a: { ...a, homes: this.homes() }, b: { ...b, homes: this.homes() } }
      : { kind, a: { ...b, homes: this.groupA() }, b: { ...b, homes: this.groupB() } };
  }

  /** Seven whole days that ended some weeks ago; one: yesterday. */
  private week(ago: number): Side {
    const past = plusDays(this.today, 7 - 7 * ago);
    return { from: plusDays(past, -7), to: plusDays(past, -1), homes: null };
  }

  private span({ from, to }: Side): string {
    return datesName(from, to, this.locale());
  }
}

function paramsOf(side: Side, suffix: 'a' | 'b'): Record<string, string> {
  const homes = homesParam(side.homes);
  return {
    [`from_${suffix}`]: side.from,
    [`to_${suffix}`]: plusDays(side.to, 1),
    ...(homes === null ? {} : { [`homes_${suffix}`]: homes }),
  };
}

function faultOf({ a, b }: Asked): string | null {
  for (const { from, to, homes } of [a, b]) {
    if (!isLocalDate(from) || !isLocalDate(to) || to < from) {
      return $localize`Give two dates for each, the first one first.`;
    }
    if (daysBetween(from, to) + 1 > mostDays) {
      return $localize`At most ${mostDays}:days: days at once.`;
    }
    if (homes?.size === 0) {
      return $localize`Tick at least one home for each.`;
    }
  }
  return null;
}
