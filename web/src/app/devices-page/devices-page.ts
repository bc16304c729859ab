import { httpResource } from '@angular/common/http';
import {
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { failureFrom } from '../api/problem';
import { EnergySeries } from '../api/types';
import { clockTime, localDateAt } from '../energy/home-clock';
import { measureFor } from '../energy/measure';
import { percent, written } from '../energy/units';
import { FigurePart, Share } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { coverage, energyTable } from '../history-page/energy-table';
import { wholeSpan } from '../history-page/figure-parts';
import { Step } from '../history-page/history-view';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { deviceRows } from '../live-page/device-rows';
import { rowSource, rowTexts } from '../live-page/row-texts';
import { EmptyState } from '../ui/empty-state';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { DeviceHistory } from './device-history';
import { DeviceSwitch } from './device-switch';
import { deviceUsage } from './device-usage';
import { Switching } from './switching';
import { untrackedSentences } from './untracked-words';
import {
  UsagePeriod,
  periodLabels,
  usagePeriodFrom,
  usagePeriods,
  usageSpan,
} from './usage-period';

const minute = 60_000;

/** Every device: what it does now, what it used and its share of the home's use, and its switch. */
@Component({
  selector: 'ohm-devices-page',
  imports: [DeviceHistory, DeviceSwitch, EmptyState, FigureButton, Icon, LoadError, RouterLink],
  providers: [Switching],
  templateUrl: './devices-page.html',
  styleUrls: ['../ui/device-table.scss', './devices-page.scss'],
})
export default class DevicesPage {
  private readonly router = inject(Router);
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);

  /** From the address. */
  readonly period = input<string>();

  protected readonly locale = inject(FormatLanguage).locale;
  protected readonly home = this.homes.current;
  protected readonly zone = computed(() => this.home()?.time_zone ?? 'UTC');
  protected readonly chosen = computed(() => usagePeriodFrom(this.period()));
  protected readonly periods = usagePeriods.map((period) => ({
    period,
    label: periodLabels[period],
  }));
  private readonly today = computed(() => localDateAt(this.live.now(), this.zone()));
  protected readonly span = computed(() => usageSpan(this.chosen(), this.today()), {
    equal: (a, b) => a.from === b.from && a.to === b.to,
  });

  private readonly energy = httpResource<EnergySeries>(() => {
    const home = this.home();
    const { from, to, step } = this.span();
    return home === null
      ? undefined
      : {
          url: `api/v1/homes/${home.id}/energy`,
          params: { from, to, period: step, only_complete: true },
        };
  });
  /** The newest answer stays while the next one loads, but never into another home. */
  private readonly answer = linkedSignal<EnergySeries | null, EnergySeries | null>({
    source: () => (this.energy.hasValue() ? this.energy.value() : null),
    computation: (loaded, previous) => loaded ?? previous?.value ?? null,
  });
  protected readonly series = computed(() => {
    const answer = this.answer();
    return answer?.home_id === this.home()?.id ? answer : null;
  });
  /** Of another span; the same one anew each minute is no news. */
  protected readonly isLoading = computed(() => this.energy.status() === 'loading');
  protected readonly failure = computed(() => {
    const error = this.live.channels.error() ?? this.live.devices.error() ?? this.energy.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isReady = computed(
    () => this.series() !== null && this.live.channels.hasValue() && this.live.devices.hasValue(),
  );
  protected readonly isConnected = this.live.isConnected;
  protected readonly canSwitch = computed(() => this.homes.can('devices.switch'));
  protected readonly canSetUp = computed(() => this.homes.can('channels.edit'));
  protected readonly opened = signal<string | null>(null);

  private readonly usage = computed(() => {
    const series = this.series();
    if (!series) {
      return null;
    }
    const channels = this.live.channelList();
    const { rows } = energyTable('electricity', series, channels);
    const { known, over } = coverage(rows, Date.parse(series.complete_until));
    return deviceUsage(series, channels, over === 0 ? 1 : known / over);
  });
  protected readonly measure = computed(() =>
    measureFor(
      'kwh',
      Math.max(
        this.usage()?.used ?? 0,
        ...(this.usage()?.devices ?? []).map((device) => device.kwh ?? 0),
      ),
      this.locale(),
    ),
  );
  private readonly listed = computed(() =>
    this.live.devices.hasValue() ? this.live.devices.value().items : [],
  );
  protected readonly devices = computed(() => {
    const rows = new Map(
      deviceRows(this.listed(), this.live.values(), this.live.channelList()).map((row) => [
        row.channel,
        row,
      ]),
    );
    const listed = new Map(this.listed().map((device) => [device.channel, device]));
    const now = this.live.now();
    const isConnected = this.isConnected();
    const largest = Math.max(0, ...(this.usage()?.devices ?? []).map((each) => each.share ?? 0));
    return (this.usage()?.devices ?? []).flatMap(({ channel, depth, kwh, share, own }) => {
      const row = rows.get(channel.id);
      const device = listed.get(channel.id);
      if (!row || !device) {
        return [];
      }
      return [
        {
          ...rowTexts(row, now, isConnected, this.locale(), this.zone()),
          source: rowSource(row, this.live.channelList(), this.live.values()),
          id: channel.id,
          channel,
          depth,
          name: channel.name,
          area: channel.area ?? '',
          state: row.state,
          isSwitchable: device.switchable,
          mustConfirm: device.confirm,
          energy: this.measure().text(kwh),
          share: this.shareText(share),
          bar: share === null || largest === 0 ? 0 : (share / largest) * 100,
          own: own === null || own <= 0 ? '' : this.measure().text(own),
        },
      ];
    });
  });
  protected readonly untracked = computed(() => {
    const untracked = this.usage()?.untracked;
    return untracked
      ? {
          energy: this.measure().text(untracked.kwh),
          share: this.shareText(untracked.share),
          sentences: untrackedSentences(untracked, this.measure()),
        }
      : null;
  });
  /** The hours or days that the answer is cut into, which may be a moment behind the address. */
  protected readonly step = computed((): Step => {
    const period = this.series()?.period;
    return period === 'hour' || period === 'month' ? period : 'day';
  });
  /** Of today: the time up to which it is known. */
  protected readonly until = computed(() => {
    const series = this.series();
    const known = Date.parse(series?.complete_until ?? '');
    return known > Date.parse(series?.t[0] ?? '')
      ? clockTime(known, this.locale(), this.zone())
      : null;
  });
  protected readonly used = computed(() => {
    const used = this.usage()?.used ?? null;
    return used === null ? null : this.measure().text(used);
  });

  constructor() {
    const ticking = setInterval(() => this.energy.reload(), minute);
    inject(DestroyRef).onDestroy(() => clearInterval(ticking));
    const switching = inject(Switching);
    const home = computed(() => this.home()?.id);
    effect(() => {
      home();
      switching.forget();
    });
  }

  /** What explains a figure over the span in view. */
  protected partsOf(label: string, figure: string, channel?: string): readonly FigurePart[] | null {
    const series = this.series();
    const span = series ? wholeSpan(series) : null;
    return span === null
      ? null
      : [
          {
            label,
            sign: 1,
            figure,
            ...(channel === undefined ? {} : { channel }),
            ...span,
            onlyComplete: true,
          },
        ];
  }

  protected readonly restName = $localize`Everything else`;

  /** What explains a share of what the home used. */
  protected shareOf(label: string, figure: string, channel?: string): Share | null {
    const parts = this.partsOf(label, figure, channel);
    const whole = this.partsOf($localize`Used at home`, 'home');
    return parts && whole ? { kind: 'share', parts, whole } : null;
  }

  private shareText(share: number | null): string {
    if (share === null) {
      return '';
    }
    const isTiny = share > 0 && share < 0.005;
    const text = written(percent(isTiny ? 1 : share * 100, this.locale()));
    return isTiny ? `< ${text}` : text;
  }

  protected choose(period: UsagePeriod): void {
    void this.router.navigate([], {
      queryParams: { period: period === 'today' ? null : period },
      scroll: 'manual',
    });
  }

  protected toggle(device: string): void {
    this.opened.update((opened) => (opened === device ? null : device));
  }

  protected reload(): void {
    this.live.channels.reload();
    this.live.devices.reload();
    this.energy.reload();
  }
}
