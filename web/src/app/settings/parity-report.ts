import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, signal } from '@angular/core';
import { failureFrom } from '../api/problem';
import { Channel, ChannelList, Parity, ParityMonth } from '../api/types';
import { monthOfYear } from '../energy/home-clock';
import { decimal } from '../energy/units';
import { FigurePart, Told } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { meterUnit } from '../home-forms/channel-words';
import { FormatLanguage } from '../ui/format-language';
import { LoadError } from '../ui/load-error';
import { reasonText } from './parity-reasons';

/** What was imported from Home Assistant, beside what it says itself: per channel and month. */
@Component({
  selector: 'ohm-parity-report',
  imports: [FigureButton, LoadError],
  template: `
    <section class="card" aria-labelledby="parity-heading">
      <h2 id="parity-heading" class="card__head" i18n>Compared with Home Assistant</h2>
      @if (failure(); as message) {
        <ohm-load-error [message]="message" (retry)="reload()" />
      } @else if (!report.hasValue() || !channels.hasValue()) {
        <div class="skeleton wait"></div>
      } @else if (rows().length === 0) {
        <p class="muted" data-empty i18n>
          Nothing is imported yet. The comparison appears with the first hours that Home Assistant’s
          statistics have.
        </p>
      } @else {
        <p class="small muted" i18n>
          {{ equal() }} of {{ total() }} monthly sums are equal. Amounts are in kWh, for gas and
          water in m³.
        </p>
        <label class="choice">
          <input type="checkbox" [checked]="all()" (change)="all.set(!all())" />
          <span i18n>Show the equal ones too</span>
        </label>
        @if (shown().length > 0) {
          <div class="scroll" tabindex="0" role="region" i18n-aria-label aria-label="Monthly sums">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col" i18n>Channel</th>
                  <th scope="col" i18n>Month</th>
                  <th scope="col" i18n>From</th>
                  <th scope="col" class="end" i18n>Ohmstead</th>
                  <th scope="col" class="end" i18n>Home Assistant</th>
                  <th scope="col" class="end" i18n>Difference</th>
                  <th scope="col" i18n>Reason</th>
                </tr>
              </thead>
              <tbody>
                @for (row of shown(); track row.key) {
                  <tr>
                    <th scope="row">{{ row.channel }}</th>
                    <td class="number">{{ row.month }}</td>
                    <td>{{ row.from }}</td>
                    <td class="end number">
                      <ohm-figure
                        [label]="row.label"
                        [text]="row.ours"
                        [unit]="row.unit"
                        [parts]="row.parts"
                      />
                    </td>
                    <td class="end number">
                      <ohm-figure
                        [label]="row.theirLabel"
                        [text]="row.theirs"
                        [unit]="row.unit"
                        [source]="row.theirSource"
                      />
                    </td>
                    <td class="end number">
                      <ohm-figure
                        [label]="row.differenceLabel"
                        [text]="row.difference"
                        [unit]="row.unit"
                        [source]="row.differenceSource"
                      />
                    </td>
                    <td>{{ row.reasons }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        }
      }
    </section>
  `,
  styles: `
    .wait {
      height: 8rem;
    }
    .choice {
      display: flex;
      gap: var(--space-2);
      align-items: center;
      margin-block: var(--space-3);
      font-size: var(--text-s);
    }
    .scroll {
      overflow: auto;
      max-height: 30rem;
    }
    .scroll .table {
      min-width: 44rem;
    }
  `,
})
export class ParityReport {
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();

  protected readonly report = httpResource<Parity>(
    () => `api/v1/homes/${this.home()}/connection/parity`,
  );
  protected readonly channels = httpResource<ChannelList>(
    () => `api/v1/homes/${this.home()}/channels`,
  );
  protected readonly failure = computed(() => {
    const error = this.report.error() ?? this.channels.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly all = signal(false);
  protected readonly rows = computed(() => {
    const report = this.report.hasValue() ? this.report.value().channels : [];
    const items = this.channels.hasValue() ? this.channels.value().items : [];
    const known = new Map(items.map((channel) => [channel.id, channel]));
    return report.flatMap(({ channel, months }) =>
      months.map((month) => this.row(channel, known.get(channel), month)),
    );
  });
  protected readonly total = computed(() => this.rows().length);
  protected readonly equal = computed(() => this.rows().filter((row) => row.isEqual).length);
  protected readonly shown = computed(() =>
    this.all() ? this.rows() : this.rows().filter((row) => !row.isEqual),
  );

  reload(): void {
    this.report.reload();
    this.channels.reload();
  }

  private row(id: string, channel: Channel | undefined, month: ParityMonth) {
    const amount = (value: number): string => decimal(value, this.locale(), 3);
    const name = channel?.name ?? '';
    const when = monthOfYear(month.month, this.locale());
    const label = `${name}, ${when}`;
    const parts: readonly FigurePart[] = month.spans.map((span) => ({
      label,
      sign: 1,
      figure: 'channel',
      channel: id,
      ...span,
      onlyComplete: false,
    }));
    const told = (...sentences: string[]): Told => ({ kind: 'told', sentences, parts });
    const reasons = month.reasons.map(reasonText);
    const counters = (channel?.bindings ?? [])
      .filter((binding) => binding.measure === 'counter')
      .map((binding) => binding.source.id)
      .join(', ');
    const theirs =
      month.period === 'hour'
        ? $localize`Home Assistant’s own figure, not ours: what the sum in its hourly statistics of ${counters}:sources: rose by in this time.`
        : $localize`Home Assistant’s own figure, not ours: what the sum in its five-minute statistics of ${counters}:sources: rose by in this time.`;
    return {
      key: `${id} ${month.month} ${month.period}`,
      label,
      theirLabel: $localize`Home Assistant’s sum: ${label}:figure:`,
      differenceLabel: $localize`Difference: ${label}:figure:`,
      channel: name,
      month: when,
      unit: meterUnit(channel?.role ?? ''),
      from:
        month.period === 'hour' ? $localize`Hourly data` : $localize`Data of every five minutes`,
      ours: amount(month.ours),
      theirs: amount(month.theirs),
      difference: amount(month.difference),
      parts,
      theirSource: told(theirs, ...reasons),
      differenceSource: told(
        $localize`Our sum − Home Assistant’s: ${amount(month.ours)}:ours: − ${amount(month.theirs)}:theirs:.`,
        ...reasons,
      ),
      reasons: reasons.join(' '),
      isEqual: month.reasons.length === 0,
    };
  }
}
