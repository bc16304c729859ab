import { Component, computed, inject, input } from '@angular/core';
import { dateAndTime } from '../energy/home-clock';
import { decimal } from '../energy/units';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { FileFaults } from './file-faults';
import { ImportReport as Report } from './file-types';

/** What became of a file. */
@Component({
  selector: 'ohm-import-report',
  imports: [FileFaults],
  template: `
    <p data-report-rows i18n>
      {{ report().rows }} rows read, {{ report().refused_rows }} of them refused.
    </p>
    <div class="scroll" tabindex="0" role="region" i18n-aria-label aria-label="Imported channels">
      <table class="table">
        <thead>
          <tr>
            <th scope="col" i18n>Channel</th>
            <th scope="col" class="end" i18n>New</th>
            <th scope="col" class="end" i18n>Known already</th>
            <th scope="col" class="end" i18n>Known otherwise</th>
            <th scope="col" class="end" i18n>Corrected</th>
            <th scope="col" i18n>From</th>
            <th scope="col" i18n>To</th>
            <th scope="col" class="end" i18n>Amount now</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.series) {
            <tr>
              <th scope="row">{{ row.name }}</th>
              <td class="end number">{{ row.taken }}</td>
              <td class="end number">{{ row.known }}</td>
              <td class="end number">{{ row.contradicting }}</td>
              <td class="end number">{{ row.corrected }}</td>
              <td class="number">{{ row.from }}</td>
              <td class="number">{{ row.to }}</td>
              <td class="end number">{{ row.amount }}</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
    <ohm-file-faults [faults]="report().faults" [count]="report().fault_count" />
  `,
  styles: `
    .scroll {
      overflow: auto;
      margin-block: var(--space-3);
    }
    .scroll .table {
      min-width: 44rem;
    }
  `,
})
export class ImportReport {
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();
  readonly report = input.required<Report>();

  protected readonly rows = computed(() =>
    this.report().channels.map((channel) => ({
      series: channel.series,
      name: channel.name,
      taken: this.whole(channel.taken),
      known: this.whole(channel.repeated + channel.covered),
      contradicting: this.whole(channel.contradicting),
      corrected: this.whole(channel.corrected),
      from: this.time(channel.from),
      to: this.time(channel.to),
      amount: this.amount(channel.kwh, channel.m3),
    })),
  );

  private whole(value: number): string {
    return decimal(value, this.locale(), 0);
  }

  private time(text: string | null | undefined): string {
    const zone = this.homes.find(this.home())?.time_zone ?? 'UTC';
    return text ? dateAndTime(Date.parse(text), this.locale(), zone) : '';
  }

  private amount(kwh?: number | null, m3?: number | null): string {
    if (kwh !== undefined && kwh !== null) {
      return `${decimal(kwh, this.locale(), 3)} kWh`;
    }
    return m3 !== undefined && m3 !== null ? `${decimal(m3, this.locale(), 3)} m³` : '';
  }
}
