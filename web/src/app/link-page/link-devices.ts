import { Component, computed, inject } from '@angular/core';
import { DeviceSwitch } from '../devices-page/device-switch';
import { energy, written } from '../energy/units';
import { deviceRows } from '../live-page/device-rows';
import { rowTexts } from '../live-page/row-texts';
import { FormatLanguage } from '../ui/format-language';
import { LinkHome } from './link-home';

/** The chosen devices with their power, the energy of today and their state; switches where that was ticked. */
@Component({
  selector: 'ohm-link-devices',
  imports: [DeviceSwitch],
  template: `
    <section class="card" aria-labelledby="devices-heading">
      <h2 id="devices-heading" class="card__head" i18n>Devices</h2>
      <ul>
        @for (device of devices(); track device.id) {
          <li [class.dim]="device.isDim" [attr.data-device]="device.id">
            <span class="name">{{ device.name }}</span>
            @if (device.hasPower) {
              <span class="number power" data-power>{{ device.power }}</span>
            }
            <span class="small muted number today" i18n>{{ device.today }} today</span>
            @if (device.isSwitchable) {
              <ohm-device-switch
                [home]="home()"
                [device]="device.id"
                [name]="device.name"
                [state]="device.state"
                [mustConfirm]="device.mustConfirm"
                [isConnected]="isConnected()"
              />
            } @else if (device.stateText) {
              <span class="small state">{{ device.stateText }}</span>
            }
          </li>
        }
      </ul>
    </section>
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--space-3);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: baseline;
      gap: var(--space-1) var(--space-4);
    }
    li + li {
      padding-top: var(--space-3);
      border-top: 1px solid var(--line);
    }
    .name {
      font-weight: 560;
      overflow-wrap: anywhere;
    }
    .power {
      font-weight: 620;
    }
    .state,
    ohm-device-switch {
      justify-self: end;
      text-align: right;
    }
    .dim .name,
    .dim .power {
      color: var(--muted);
      font-weight: 400;
    }
  `,
})
export class LinkDevices {
  private readonly live = inject(LinkHome);
  private readonly language = inject(FormatLanguage);

  protected readonly home = computed(() => this.live.page()?.home ?? '');
  protected readonly isConnected = this.live.isConnected;
  protected readonly devices = computed(() => {
    const locale = this.language.locale();
    const page = this.live.page();
    const known = new Map((page?.devices ?? []).map((device) => [device.id, device]));
    return deviceRows(page?.devices ?? [], this.live.values(), this.live.channelList()).map(
      (row) => ({
        ...row,
        ...rowTexts(
          row,
          this.live.now(),
          this.live.isConnected(),
          locale,
          page?.time_zone ?? 'UTC',
        ),
        today: written(energy(row.todayKwh, locale)),
        isSwitchable: known.get(row.id)?.switchable ?? false,
        mustConfirm: known.get(row.id)?.confirm ?? false,
      }),
    );
  });
}
