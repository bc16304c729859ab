import { Component, computed, inject } from '@angular/core';
import { failureFrom } from '../api/problem';
import { balanceRoles } from '../energy/balance';
import { devicePower, energy, isKnown, written } from '../energy/units';
import type { PowerNow } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { balanceTerms } from '../explain/power-terms';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { countedChannels, longestMean, meanText } from '../live/mean-span';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
import { deviceRows } from './device-rows';
import { ofToday } from './of-today';
import { rowSource, rowTexts } from './row-texts';

/** Every device with its power now, energy today and state; parts stand below their whole. */
@Component({
  selector: 'ohm-device-list',
  imports: [FigureButton, LoadError],
  templateUrl: './device-list.html',
  styleUrls: ['../ui/device-table.scss', './device-list.scss'],
})
export class DeviceList {
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);
  private readonly language = inject(FormatLanguage);

  protected readonly failure = computed(() => {
    const error = this.live.devices.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly isLoading = computed(
    () => this.live.devices.isLoading() && !this.live.devices.hasValue(),
  );
  private readonly rows = computed(() =>
    deviceRows(
      this.live.devices.hasValue() ? this.live.devices.value().items : [],
      this.live.values(),
      this.live.channelList(),
    ),
  );
  protected readonly untracked = computed(() => {
    const values = this.live.values();
    const watts = values.balance?.untracked;
    if (!isKnown(watts)) {
      return null;
    }
    const locale = this.language.locale();
    const power = written(devicePower(watts, locale));
    const mean = longestMean(values, countedChannels(this.live.channelList(), balanceRoles));
    const channels = this.live.channelList();
    const source: PowerNow = {
      kind: 'now',
      formula: 'untracked',
      terms: balanceTerms(channels, 'untracked'),
      values,
    };
    return { power, mean: mean === null ? '' : `(${meanText(mean, locale)})`, source };
  });
  protected readonly devices = computed(() => {
    const locale = this.language.locale();
    const zone = this.homes.current()?.time_zone ?? 'UTC';
    const now = this.live.now();
    const isConnected = this.live.isConnected();
    const rows = this.rows();
    const today = this.live.values().today;
    const most = Math.max(1, ...rows.map((row) => row.watts ?? 0));
    return rows.map((row) => ({
      ...row,
      ...rowTexts(row, now, isConnected, locale, zone),
      source: rowSource(row, this.live.channelList(), this.live.values()),
      today: written(energy(row.todayKwh, locale)),
      parts:
        row.channel !== null && isKnown(row.todayKwh)
          ? ofToday(today, row.name, 'channel', row.channel)
          : null,
      share: ((row.watts ?? 0) / most) * 100,
    }));
  });

  protected retry(): void {
    this.live.devices.reload();
  }
}
