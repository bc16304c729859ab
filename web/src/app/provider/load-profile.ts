import { httpResource } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { LoadProfile as Profile } from '../api/types';
import { dateAndTime, localDateAt } from '../energy/home-clock';
import { daysBetween, isLocalDate, plusDays } from '../energy/local-date';
import { decimal } from '../energy/units';
import { instantOf } from '../energy/wall-clock';
import { datesName } from '../history-page/period-words';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { homesSentence, inOrder, profileFigure, profileSentence, wordsOf } from './cohort-figures';
import { ConsentingHomes, homesParam } from './consenting-homes';
import { HomeChoice } from './home-choice';
import { ownZone } from './own-zone';
import { SlotChart } from './slot-chart';

const mostDays = 31;

interface Asked {
  readonly from: string;
  /** The last day. */
  readonly to: string;
  readonly homes: ReadonlySet<string> | null;
}

/** What a consenting home uses and makes in the mean, quarter-hour by quarter-hour. */
@Component({
  selector: 'ohm-load-profile',
  imports: [EmptyState, HomeChoice, Icon, LoadError, RouterLink, SlotChart],
  providers: [ConsentingHomes],
  templateUrl: './load-profile.html',
  styleUrl: './cohort-page.scss',
})
export default class LoadProfile {
  protected readonly consenting = inject(ConsentingHomes);
  protected readonly locale = inject(FormatLanguage).locale;
  protected readonly zone = ownZone;
  protected readonly today = localDateAt(Date.now(), ownZone);

  protected readonly from = signal(plusDays(this.today, -7));
  protected readonly to = signal(plusDays(this.today, -1));
  protected readonly homes = signal<ReadonlySet<string> | null>(null);
  protected readonly fault = signal<string | null>(null);
  private readonly asked = signal<Asked>({ from: this.from(), to: this.to(), homes: null });

  protected readonly profile = httpResource<Profile>(() => {
    const { from, to, homes } = this.asked();
    const named = homesParam(homes);
    // Without customers there is nothing to ask for.
    return this.consenting.list().length === 0
      ? undefined
      : {
          url: 'api/v1/providers/load-profile',
          params: {
            from: midnight(from),
            to: midnight(plusDays(to, 1)),
            ...(named === null ? {} : { homes: named }),
          },
        };
  });
  /** What was there stays until the next answer is. */
  private readonly answer = linkedSignal<Profile | null, Profile | null>({
    source: () => (this.profile.hasValue() ? this.profile.value() : null),
    computation: (loaded, previous) => loaded ?? previous?.value ?? null,
  });
  protected readonly failure = computed(() => {
    const error = this.consenting.customers.error() ?? this.profile.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isReady = computed(() => this.answer() !== null);
  protected readonly offered = computed(() =>
    inOrder((this.answer()?.columns ?? []).map(({ name }) => name)).map((name) => ({
      name,
      label: wordsOf(name).label,
    })),
  );
  protected readonly name = linkedSignal<readonly { name: string }[], string>({
    source: this.offered,
    computation: (offered, previous) =>
      offered.some(({ name }) => name === previous?.value)
        ? (previous?.value ?? '')
        : (offered[0]?.name ?? ''),
  });
  protected readonly figure = computed(() => {
    const answer = this.answer();
    return answer ? profileFigure(answer, this.name()) : null;
  });
  protected readonly words = computed(() => wordsOf(this.name()));
  protected readonly unit = computed(() => (this.words().quantity === 'm3' ? 'm³' : 'kWh'));
  protected readonly span = computed(() =>
    datesName(this.asked().from, this.asked().to, this.locale()),
  );
  protected readonly asks = computed(() => {
    const answer = this.answer();
    return answer ? homesSentence(answer.homes, answer.left_out) : '';
  });
  protected readonly sentence = computed(() => {
    const figure = this.figure();
    const locale = this.locale();
    return figure
      ? profileSentence(
          figure,
          (at) => dateAndTime(at, locale, ownZone),
          (value) => `${decimal(value, locale, 3)}\u202f${this.unit()}`,
        )
      : '';
  });

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement).value;
  }

  protected show(event: Event): void {
    event.preventDefault();
    const [from, to, homes] = [this.from(), this.to(), this.homes()];
    this.fault.set(faultOf(from, to, homes));
    if (this.fault() === null) {
      this.asked.set({ from, to, homes });
    }
  }

  protected retry(): void {
    this.consenting.customers.reload();
    this.profile.reload();
  }
}

function midnight(date: string): string {
  return new Date(instantOf(`${date}T00:00`, ownZone) ?? 0).toISOString();
}

function faultOf(from: string, to: string, homes: ReadonlySet<string> | null): string | null {
  if (!isLocalDate(from) || !isLocalDate(to) || to < from) {
    return $localize`Give two dates, the first one first.`;
  }
  if (daysBetween(from, to) + 1 > mostDays) {
    return $localize`At most ${mostDays}:days: days at once.`;
  }
  return homes?.size === 0 ? $localize`Tick at least one home.` : null;
}
