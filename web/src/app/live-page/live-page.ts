import { BreakpointObserver } from '@angular/cdk/layout';
import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { map } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Session } from '../auth/session';
import { EnergyFlow } from '../chart/energy-flow';
import { DemoBar } from '../demo/demo-bar';
import { clockTime, longDate } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { ageText } from '../live/age-text';
import { LiveHome } from '../live/live-home';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
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
    DemoBar,
    DeviceList,
    EmptyState,
    EnergyFlow,
    LoadError,
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

  protected readonly isDemo = inject(Session).isDemo;
  protected readonly home = this.homes.current;
  protected readonly isNarrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 40rem)')
      .pipe(map((match) => match.matches)),
    { initialValue: false },
  );
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

  protected reload(): void {
    this.live.channels.reload();
  }
}
