import { Component, computed, inject, input } from '@angular/core';
import { timeAs } from '../energy/home-clock';
import { FormatLanguage } from '../ui/format-language';
import { MeterTime } from './meter-times';

/** Which meters a channel was read from before, each with its readings at the hand-over. */
@Component({
  selector: 'ohm-earlier-meters',
  template: `
    <ul i18n-aria-label aria-label="Earlier meters">
      @for (line of lines(); track $index) {
        <li data-meter>{{ line }}</li>
      }
    </ul>
  `,
  styles: `
    li {
      overflow-wrap: anywhere;
    }
  `,
})
export class EarlierMeters {
  private readonly locale = inject(FormatLanguage).locale;

  readonly meters = input.required<readonly MeterTime[]>();
  readonly unit = input.required<string>();
  readonly zone = input.required<string>();

  protected readonly lines = computed(() => this.meters().map((meter) => this.lineOf(meter)));

  private lineOf({ source, from, until, initial, final }: MeterTime): string {
    const when =
      until === null
        ? $localize`Since ${this.time(from)}:time:: ${source}:source:`
        : $localize`Until ${this.time(until)}:time:: ${source}:source:`;
    const readings = [
      ...(initial === null ? [] : [$localize`initial ${this.reading(initial)}:reading:`]),
      ...(final === null ? [] : [$localize`final ${this.reading(final)}:reading:`]),
    ];
    return [when, ...readings].join(', ');
  }

  private time(at: number): string {
    return timeAs(at, this.locale(), this.zone(), {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  private reading(value: number): string {
    const number = new Intl.NumberFormat(this.locale(), { maximumFractionDigits: 6 });
    return `${number.format(value)} ${this.unit()}`;
  }
}
