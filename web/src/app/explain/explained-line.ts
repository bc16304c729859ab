import { Component, computed, inject, input } from '@angular/core';
import { dateAndTimeWithSeconds } from '../energy/home-clock';
import { devicePower, written } from '../energy/units';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { PowerThen } from './figure';
import { powerTexts } from './power-words';

/** Power of a time that is over: the points of the line that it is the mean of, and what these are made of. */
@Component({
  selector: 'ohm-explained-line',
  template: `
    <p class="total">
      <strong class="number" data-explained>{{ mean() }}</strong>
    </p>
    <p>
      @if (line().points.length === 1) {
        <ng-container i18n
          >One point of the line. It is a power, and no sum of quarter-hours.</ng-container
        >
      } @else {
        <ng-container i18n
          >The mean of {{ line().points.length }} points of the line. It is a power, and no sum of
          quarter-hours.</ng-container
        >
      }
    </p>
    <p [attr.data-formula]="line().formula">{{ formula() }}</p>
    <ul class="small">
      @for (term of line().terms; track term.channel) {
        <li [attr.data-channel]="term.channel" [attr.data-sign]="term.sign">
          <span aria-hidden="true">{{ term.sign > 0 ? '+' : '−' }}</span>
          @if (term.sign < 0) {
            <span class="visually-hidden" i18n>less</span>
          }
          {{ term.name }}
          <span class="muted" data-source>{{ term.sources.join(', ') }}</span>
          @if (term.isCounter) {
            <span class="muted" i18n>(mean between two steps of its counter)</span>
          }
        </li>
      }
    </ul>
    <div class="points" role="region" tabindex="0" i18n-aria-label aria-label="Points of the line">
      <table class="table">
        <thead>
          <tr>
            <th scope="col" i18n>Time</th>
            <th scope="col" class="end" i18n>Power</th>
          </tr>
        </thead>
        <tbody>
          @for (point of points(); track $index) {
            <tr [attr.data-watts]="point.watts">
              <th scope="row" class="number">{{ point.time }}</th>
              <td class="end number">{{ point.text }}</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
  `,
  styleUrl: './explained-power.scss',
})
export class ExplainedLine {
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  readonly line = input.required<PowerThen>();

  protected readonly formula = computed(() => powerTexts[this.line().formula]);
  protected readonly mean = computed(() => {
    const { points } = this.line();
    const sum = points.reduce((all, { watts }) => all + watts, 0);
    const mean = points.length === 0 ? null : sum / points.length;
    return written(devicePower(mean, this.locale()));
  });
  protected readonly points = computed(() => {
    const locale = this.locale();
    const zone = this.homes.current()?.time_zone ?? 'UTC';
    return this.line().points.map(({ at, watts }) => ({
      watts,
      time: dateAndTimeWithSeconds(at, locale, zone),
      text: written(devicePower(watts, locale)),
    }));
  });
}
