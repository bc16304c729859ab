import { NgComponentOutlet } from '@angular/common';
import { Component, Type, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { Session } from '../auth/session';
import { EnergyFlow } from '../chart/energy-flow';
import { clockTime, longDate } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { ageText } from '../live/age-text';
import { LiveHome } from '../live/live-home';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
import { mediaQuery } from '../ui/media-query';
import { DeviceList } from './device-list';
import { flowLines, flowNodes, flowSentence } from './flow-picture';
import { Phases } from './phases';
import { PowerChart } from './power-chart';
import { StateChips } from './state-chips';
import { TodayCard } from './today-card';

/** The home now: where power comes from and goes to, today so far, the last hour, phases and devices. */
@Component({
  selector: 'ohm-live-page',
  imports: [
    DeviceList,
    EmptyState,
    EnergyFlow,
    LoadError,
    NgComponentOutlet,
    Phases,
    PowerChart,
    RouterLink,
    StateChips,
    TodayCard,
  ],
  templateUrl: './live-page.html',
  styleUrl: './live-page.scss',
})
export default class LivePage {
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);
  private readonly language = inject(FormatLanguage);

  /** Only a demo loads it. */
  protected readonly demoBar = signal<Type<unknown> | null>(null);
  /** Only of a customer's home it is loaded. */
  protected readonly consentNote = signal<Type<unknown> | null>(null);
  protected readonly home = this.homes.current;
  protected readonly isNarrow = mediaQuery('(max-width: 40rem)');
  protected readonly isReady = computed(
    () => this.live.hasSnapshot() && this.live.channels.hasValue(),
  );
  protected readonly failure = computed(() => {
    const error = this.live.channels.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isEmpty = computed(
    () => this.live.channels.hasValue() && this.live.channelList().length === 0,
  );
  protected readonly canSetUp = computed(() => this.homes.can('connection.edit'));
  protected readonly date = computed(() => {
    const home = this.home();
    const minute = Math.floor(this.live.now() / 60_000) * 60_000;
    const zone = home?.time_zone ?? 'UTC';
    return `${longDate(minute, this.language.locale(), zone)}, ${clockTime(minute, this.language.locale(), zone)}`;
  });

  protected readonly nodes = computed(() => {
    const now = this.live.now();
    const locale = this.language.locale();
    const zone = this.home()?.time_zone ?? 'UTC';
    return flowNodes({
      values: this.live.values(),
      channels: this.live.channelList(),
      now,
      isConnected: this.live.isConnected(),
      locale,
      ageText: (at, trust) => ageText(at, trust, now, locale, zone),
    });
  });
  protected readonly flows = computed(() => flowLines(this.live.values(), this.nodes()));
  protected readonly sentence = computed(() =>
    flowSentence(this.live.values(), this.nodes(), this.language.locale()),
  );

  constructor() {
    if (this.home()?.consent) {
      void import('../provider/consent-note').then(({ ConsentNote }) =>
        this.consentNote.set(ConsentNote),
      );
    } else if (inject(Session).isDemo()) {
      void import('../demo/demo-bar').then(({ DemoBar }) => this.demoBar.set(DemoBar));
    }
  }

  protected reload(): void {
    this.live.channels.reload();
  }
}
