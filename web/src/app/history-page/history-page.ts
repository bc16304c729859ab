import { NgTemplateOutlet } from '@angular/common';
import { httpResource } from '@angular/common/http';
import { Component, computed, effect, inject, input, linkedSignal, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { EnergySeries, NoteList } from '../api/types';
import { BarChart, BarParts, ChartBar } from '../chart/bar-chart';
import { ChartWindow } from '../chart/chart-series';
import { SankeyFlow, SankeyParts } from '../chart/sankey-flow';
import { clockTime, dateAndTime, localDateAt } from '../energy/home-clock';
import { measureFor } from '../energy/measure';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { ConsentNote } from '../provider/consent-note';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { mediaQuery } from '../ui/media-query';
import { readStored, store } from '../ui/stored';
import { DayPower } from './day-power';
import { energyPaths } from './energy-paths';
import { Quantity, coverage, hasDevices, hasUnratedGas, mediaOf, shareOf } from './energy-table';
import { barParts, wholeSpan } from './figure-parts';
import {
  limitsOf,
  newestWithin,
  noLimits,
  stepWithin,
  unitsWithin,
  viewWithin,
} from './consent-limits';
import { historyBars } from './history-figures';
import { keyHelp, viewForKey } from './history-keys';
import { historySentence } from './history-sentence';
import { HistoryView, Medium, media, paramsOf, unitWithin, viewFrom } from './history-view';
import { dateToNote, marksOf, notesWithin } from './note-marks';
import { partSentence } from './part-sentence';
import { pathsSentence } from './paths-sentence';
import { isPoor, qualityRemarks } from './quality-remarks';
import { shareFigures } from './share-figures';
import { ShareList } from './share-list';
import { PeriodBar } from './period-bar';
import { datesName, periodName, spanName, stepName } from './period-words';
import { TimeNotes } from './time-notes';

const minute = 60_000;
const keysKey = 'ohmstead.history-keys';
const gasKey = 'ohmstead.gas-unit';

/** What the home used and made in any period of its past, per medium. */
@Component({
  selector: 'ohm-history-page',
  imports: [
    BarChart,
    ConsentNote,
    DayPower,
    EmptyState,
    Icon,
    LoadError,
    NgTemplateOutlet,
    PeriodBar,
    RouterLink,
    SankeyFlow,
    ShareList,
    TimeNotes,
  ],
  templateUrl: './history-page.html',
  styleUrl: './history-page.scss',
  host: { '(document:keydown)': 'obey($event)' },
})
export default class HistoryPage {
  private readonly router = inject(Router);
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);

  /** From the address. */
  readonly medium = input<string>();
  readonly period = input<string>();
  readonly date = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly compare = input<string>();

  protected readonly locale = inject(FormatLanguage).locale;
  protected readonly home = this.homes.current;
  protected readonly zone = computed(() => this.home()?.time_zone ?? 'UTC');
  /** Of a customer's home the last date that is told of. */
  protected readonly today = computed(() =>
    newestWithin(this.limits(), localDateAt(this.live.now(), this.zone())),
  );
  /** Of a customer's home: what it consented to. */
  protected readonly consent = computed(() => this.home()?.consent ?? null);
  protected readonly limits = computed(() => {
    const consent = this.consent();
    return consent ? limitsOf(consent.terms, this.zone()) : noLimits;
  });
  protected readonly view = computed(
    () =>
      viewWithin(
        viewFrom(
          {
            medium: this.medium() ?? this.firstMedium(),
            period: this.period(),
            date: this.date(),
            from: this.from(),
            to: this.to(),
            compare: this.compare(),
          },
          this.today(),
        ),
        this.limits(),
        this.today(),
      ),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly step = computed(() => stepWithin(this.view(), this.limits()));
  protected readonly name = computed(() => periodName(this.view(), this.locale()));
  protected readonly channels = computed(() => this.live.channelList());
  /** A consent may be for none of a home's electricity. */
  private readonly firstMedium = computed(() =>
    this.consent() ? mediaOf(this.channels())[0] : undefined,
  );
  protected readonly tabs = computed(() => {
    const offered = new Set<Medium>([...mediaOf(this.channels()), this.view().medium]);
    return media
      .filter((medium) => offered.has(medium))
      .map((medium) => ({ medium, label: mediumNames[medium] }));
  });

  private readonly energy = httpResource<EnergySeries>(() => {
    const home = this.home();
    const { medium, from, to, compare } = this.view();
    return home === null
      ? undefined
      : {
          url: `api/v1/homes/${home.id}/energy`,
          params: {
            from,
            to,
            period: this.step(),
            // What is complete tells of electricity alone; volumes come when they come.
            ...(medium === 'electricity' ? { only_complete: true } : {}),
            ...(compare === 'none' ? {} : { compare }),
          },
        };
  });
  /** The newest answer. It stays while the next one loads, but never into another home. */
  private readonly answer = linkedSignal<EnergySeries | null, EnergySeries | null>({
    source: () => (this.energy.hasValue() ? this.energy.value() : null),
    computation: (loaded, previous) => loaded ?? previous?.value ?? null,
  });
  protected readonly series = computed(() => {
    const answer = this.answer();
    return answer?.home_id === this.home()?.id ? answer : null;
  });
  protected readonly isLoading = computed(() => this.energy.isLoading());
  protected readonly failure = computed(() => {
    const error = this.live.channels.error() ?? this.energy.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isReady = computed(
    () => this.series() !== null && this.live.channels.hasValue(),
  );
  protected readonly isUnconnected = computed(
    () => this.live.channels.hasValue() && this.channels().length === 0,
  );
  protected readonly canSetUp = computed(() => this.homes.can('connection.edit'));

  /** Gas in kWh needs what a cubic metre of it holds. */
  protected readonly hasCalorific = computed(
    () => (this.home()?.calorific_values ?? []).length > 0,
  );
  protected readonly gasUnit = signal<Quantity>(readStored(gasKey) === 'kwh' ? 'kwh' : 'm3');
  protected readonly gasUnits: readonly { quantity: Quantity; label: string }[] = [
    { quantity: 'm3', label: 'm³' },
    { quantity: 'kwh', label: 'kWh' },
  ];
  protected readonly isGas = computed(() => this.view().medium === 'gas');
  protected readonly quantity = computed<Quantity>(() => {
    switch (this.view().medium) {
      case 'gas':
        return this.hasCalorific() ? this.gasUnit() : 'm3';
      case 'water':
        return 'm3';
      default:
        return 'kwh';
    }
  });

  /** What is on screen is cut as the answer says, which may be a moment behind the address. */
  private readonly figures = computed(() => {
    const series = this.series();
    const step = series?.period === 'slot' || series?.period === 'quarter' ? null : series?.period;
    return series && step
      ? historyBars(
          this.view().medium,
          series,
          this.channels(),
          step,
          this.locale(),
          this.quantity(),
          this.consent() !== null,
        )
      : null;
  });
  protected readonly bars = computed(() => this.figures()?.bars ?? []);
  protected readonly table = computed(() => this.figures()?.table ?? null);

  private readonly noted = httpResource<NoteList>(() => {
    const home = this.home();
    return home === null || home.consent ? undefined : { url: `api/v1/homes/${home.id}/notes` };
  });
  protected readonly notes = computed(() => {
    const { from, to } = this.view();
    return this.noted.hasValue() ? notesWithin(this.noted.value().items, from, to) : [];
  });
  protected readonly notesFailure = computed(() => {
    const error = this.noted.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly marks = computed(() =>
    marksOf(this.notes(), this.table()?.rows ?? [], this.zone()),
  );
  protected readonly canNote = computed(() => this.homes.can('notes.edit'));
  protected readonly dateToNote = computed(() => dateToNote(this.view(), this.today()));

  protected readonly isHome = computed(
    () => this.view().medium === 'electricity' && this.series()?.home !== undefined,
  );
  protected readonly measure = computed(() => {
    const table = this.table();
    const largest = Math.max(
      table?.used ?? 0,
      this.figures()?.comparedUsed ?? 0,
      ...Object.values(table?.totals ?? {}).map((total) => total ?? 0),
    );
    return measureFor(this.quantity(), largest, this.locale());
  });
  /** Some of what the home exchanges is seen, and not all: there is no total. */
  protected readonly isPart = computed(() => this.table()?.isApart ?? false);
  protected readonly hasNothing = computed(
    () =>
      this.isReady() &&
      Object.values(this.table()?.totals ?? {}).every((total) => total === null) &&
      (this.table()?.used ?? null) === null &&
      this.comparedUsed() === null,
  );
  protected readonly comparedUsed = computed(() => this.figures()?.comparedUsed ?? null);
  protected readonly comparedName = computed(() => {
    const compared = this.series()?.compare;
    if (!compared) {
      return null;
    }
    const to = Date.parse(compared.to);
    const span = spanName(Date.parse(compared.from), to, this.locale(), this.zone());
    const time = clockTime(to, this.locale(), this.zone());
    return this.until() === null ? span : $localize`${span}:period: until ${time}:time:`;
  });
  protected readonly lineLabel = computed(() =>
    this.isHome()
      ? $localize`Used at home`
      : (this.table()?.series.length ?? 0) > 1 && !this.isPart()
        ? $localize`Together`
        : null,
  );
  /** Of a period that is not over: the time up to which it is known. */
  protected readonly until = computed(() => {
    const series = this.series();
    const end = Date.parse(series?.t_end.at(-1) ?? '');
    const start = Date.parse(series?.t[0] ?? '');
    const known = Date.parse(series?.complete_until ?? '');
    if (!(start < known && known < end) || end < this.live.now()) {
      return null;
    }
    const words = this.view().unit === 'day' ? clockTime : dateAndTime;
    return words(known, this.locale(), this.zone());
  });
  protected readonly chartName = computed(
    () => `${mediumNames[this.view().medium]}, ${this.name()}`,
  );
  protected readonly sentence = computed(() => {
    const table = this.table();
    const compared = this.series()?.compare;
    const name = this.comparedName();
    if (table && this.isPart()) {
      return partSentence(table.series, table.totals, this.until(), this.measure(), this.locale());
    }
    return table
      ? historySentence(
          {
            isHome: this.isHome(),
            series: table.series,
            totals: table.totals,
            used: table.used,
            until: this.until(),
            compared:
              compared && name !== null
                ? {
                    name,
                    used: this.comparedUsed(),
                    days: compared.days,
                    comparedDays: compared.compared_days,
                  }
                : null,
          },
          this.measure(),
          this.locale(),
        )
      : '';
  });
  private readonly quality = computed(() => {
    const series = this.series();
    const rows = this.table()?.rows ?? [];
    const isHere = this.view().medium === 'electricity';
    const [first] = this.home()?.calorific_values ?? [];
    const isUnrated =
      this.isGas() && this.quantity() === 'kwh' && series !== null && hasUnratedGas(series);
    return {
      ...coverage(rows, this.live.now()),
      estimated: shareOf('estimated', rows),
      coarse: shareOf('coarse', rows),
      faulty: shareOf('faulty', rows),
      cuts: isHere ? (series?.quality.cuts_hour.length ?? 0) : 0,
      ratedFrom: isUnrated && first ? datesName(first.from, first.from, this.locale()) : null,
    };
  });
  protected readonly isPoor = computed(() => isPoor(this.quality()));
  protected readonly remarks = computed(() => qualityRemarks(this.quality(), this.locale()));
  protected readonly paths = computed(() => {
    const series = this.series();
    return this.isHome() && series ? energyPaths(series, this.channels(), this.isNarrow()) : null;
  });
  /** A home that makes nothing and stores nothing has no share to tell. */
  protected readonly shares = computed(() => {
    const series = this.series();
    const hasOwn = (series?.solar ?? series?.generator ?? series?.battery_discharge) !== undefined;
    return this.isHome() && series && hasOwn ? shareFigures(series) : null;
  });
  protected readonly span = computed(() => {
    const series = this.series();
    return series ? wholeSpan(series) : null;
  });
  protected readonly barParts = computed<BarParts>(() => {
    const answer = this.series();
    return answer
      ? barParts({
          isHome: this.isHome(),
          series: this.table()?.series ?? [],
          answer,
          onlyComplete: this.view().medium === 'electricity',
          usedLabel: this.lineLabel() ?? $localize`Together`,
          isGasEnergy: this.isGas() && this.quantity() === 'kwh',
        })
      : () => null;
  });
  protected readonly pathParts = computed<SankeyParts>(() => {
    const paths = this.paths();
    const span = this.span();
    return (node, to) =>
      paths && span
        ? (to === null ? paths.figuresOf(node) : paths.figuresBetween(node, to)).map((figure) => ({
            ...figure,
            ...span,
            onlyComplete: true,
          }))
        : null;
  });
  protected readonly pathsText = computed(() => {
    const paths = this.paths();
    return paths ? pathsSentence(paths, this.measure()) : '';
  });
  protected readonly isNarrow = mediaQuery('(max-width: 48rem)');
  /** Devices are added up by themselves where what the home exchanges is not seen as a whole. */
  protected readonly devices = computed(() => {
    const series = this.series();
    const figures =
      series && this.isPart() && hasDevices(this.channels())
        ? historyBars('electricity', series, this.channels(), this.step(), this.locale())
        : null;
    return figures && figures.table.used !== null ? figures : null;
  });
  protected readonly devicesSentence = computed(() => {
    const table = this.devices()?.table;
    return table
      ? historySentence(
          { ...table, isHome: false, until: this.until(), compared: null },
          this.measure(),
          this.locale(),
        )
      : '';
  });
  protected readonly stepLabel = computed(() => stepName(this.step()));
  protected readonly openHint = computed(() => {
    const unit = unitWithin(this.step());
    const opens = unit === null ? this.day() !== null : unitsWithin(this.limits()).includes(unit);
    return opens ? $localize`Open` : null;
  });
  protected readonly day = computed<ChartWindow | null>(() => {
    const series = this.series();
    const from = Date.parse(series?.t[0] ?? '');
    const to = Date.parse(series?.t_end.at(-1) ?? '');
    // No consent is for power of the past.
    const hasPower = this.isHome() && this.consent() === null;
    return this.view().unit === 'day' && hasPower && series?.period === 'hour'
      ? { from, to }
      : null;
  });
  /** The hour that was opened. */
  protected readonly part = linkedSignal<HistoryView, ChartWindow | null>({
    source: this.view,
    computation: () => null,
  });

  protected readonly keyHelp = keyHelp;
  protected readonly areKeysOn = signal(readStored(keysKey) !== 'off');
  protected readonly isHelpShown = signal(false);

  constructor() {
    const includesNow = computed(() => {
      const { from, to } = this.view();
      return from <= this.today() && this.today() < to;
    });
    effect((onCleanup) => {
      if (includesNow()) {
        const timer = setInterval(() => this.energy.reload(), minute);
        onCleanup(() => clearInterval(timer));
      }
    });
  }

  protected show(wanted: HistoryView): void {
    const view = viewWithin(wanted, this.limits(), this.today());
    void this.router.navigate([], {
      queryParams: paramsOf(view, this.today()),
      scroll: 'manual',
    });
  }

  protected showMedium(medium: Medium): void {
    this.show({ ...this.view(), medium });
  }

  /** A bar opens as the period it is; an hour, as that part of the power chart. */
  protected open(bar: ChartBar): void {
    const unit = unitWithin(this.step());
    if (unit === null) {
      const series = this.series();
      const index = series?.t.findIndex((time) => Date.parse(time) === bar.at) ?? -1;
      const to = Date.parse(series?.t_end[index] ?? '');
      if (Number.isFinite(to)) {
        this.part.set({ from: bar.at, to });
      }
      return;
    }
    const { medium, compare } = this.view();
    const date = localDateAt(bar.at, this.zone());
    this.show(viewFrom({ medium, compare, period: unit, date }, this.today()));
  }

  protected obey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const isElsewhere =
      target.closest?.('input, select, textarea, [contenteditable], dialog') != null;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isElsewhere) {
      return;
    }
    if (event.key === '?') {
      this.toggleHelp();
      return;
    }
    const view = this.areKeysOn() ? viewForKey(event.key, this.view(), this.today()) : null;
    if (view) {
      event.preventDefault();
      this.show(view);
    }
  }

  protected showGasIn(quantity: Quantity): void {
    this.gasUnit.set(quantity);
    store(gasKey, quantity === 'kwh' ? quantity : null);
  }

  protected toggleHelp(): void {
    this.isHelpShown.update((isShown) => !isShown);
  }

  protected toggleKeys(): void {
    this.areKeysOn.update((areOn) => !areOn);
    store(keysKey, this.areKeysOn() ? null : 'off');
  }

  protected reloadNotes(): void {
    this.noted.reload();
  }

  protected reload(): void {
    this.live.channels.reload();
    this.energy.reload();
  }
}

const mediumNames: Record<Medium, string> = {
  electricity: $localize`Electricity`,
  gas: $localize`Gas`,
  water: $localize`Water`,
  heat: $localize`Heat`,
};
