import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Binding, Channel } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { FormatLanguage } from '../ui/format-language';
import ChannelSettings from './channel-settings';

const counter = (id: string, more: Partial<Binding> = {}): Binding => ({
  source: { type: 'entity', id },
  measure: 'counter',
  sign: 'positive',
  invert: false,
  valid_from: '1970-01-01T00:00:00Z',
  ...more,
});
const channel = (id: string, name: string, bindings: Binding[]): Channel => ({
  id,
  name,
  role: 'device',
  order: 0,
  adds_to_ac_balance: false,
  adds_to_production: false,
  power_origin: 'mean',
  bindings,
});
const washer = channel('c1', 'Washing machine', [counter('sensor.old')]);
const replaced = channel('c1', 'Washing machine', [
  counter('sensor.old', { valid_to: '2025-09-03T12:00:00Z', final: 1234.5 }),
  counter('sensor.new', { valid_from: '2025-09-03T12:00:00Z', initial: 0 }),
]);
const lamp = channel('c2', 'Lamp', [counter('sensor.lamp')]);
const price: Channel = {
  ...channel('c3', 'Price', [{ ...counter('sensor.price'), measure: 'state' }]),
  role: 'price_import',
};

describe('ChannelSettings', () => {
  beforeEach(() => {
    // Tests have no top layer.
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
    };
  });

  it('replaces a counter’s meter, shows the earlier one, and keeps what is not saved', async () => {
    const reloadSetup = vi.fn();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: HomeDirectory, useValue: { find: () => ({ time_zone: 'Europe/Amsterdam' }) } },
        { provide: LiveHome, useValue: { now: signal(Date.now()), reloadSetup } },
        { provide: FormatLanguage, useValue: { locale: signal('en-GB') } },
      ],
    });
    const http = TestBed.inject(HttpTestingController);
    const fixture = TestBed.createComponent(ChannelSettings);
    fixture.componentRef.setInput('home', 'h');
    fixture.detectChanges();
    http.expectOne('api/v1/homes/h/channels').flush({ items: [washer, lamp, price], next: null });
    await fixture.whenStable();
    fixture.detectChanges();
    const page = fixture.nativeElement as HTMLElement;
    const rowOf = (place: number): HTMLElement | undefined =>
      page.querySelectorAll<HTMLElement>('ohm-channel-row')[place];
    const buttonOf = (place: number): HTMLButtonElement | null =>
      rowOf(place)?.querySelector<HTMLButtonElement>('button') ?? null;
    expect([0, 1, 2].map((place) => buttonOf(place)?.textContent)).toEqual([
      'Replace meter…Washing machine',
      'Replace meter…Lamp',
      undefined,
    ]);

    for (const place of [0, 1]) {
      const name = rowOf(place)?.querySelector<HTMLInputElement>('.row__name');
      if (name) {
        name.value = `Renamed ${place}`;
        name.dispatchEvent(new Event('change'));
      }
    }
    await fixture.whenStable();
    buttonOf(0)?.click();
    await fixture.whenStable();
    page.querySelector<HTMLButtonElement>('dialog button[type=submit]')?.click();
    http.expectOne('api/v1/homes/h/channels/c1/replace-meter').flush(replaced);
    await fixture.whenStable();
    fixture.detectChanges();

    expect(rowOf(0)?.querySelector('.source')?.textContent).toContain('sensor.new');
    const meters = [...(rowOf(0)?.querySelectorAll('[data-meter]') ?? [])];
    expect(meters.map((meter) => meter.textContent)).toEqual([
      'Since 3 Sept 2025, 14:00: sensor.new, initial 0 kWh',
      'Until 3 Sept 2025, 14:00: sensor.old, final 1,234.5 kWh',
    ]);
    expect(rowOf(1)?.querySelector('[data-meter]')).toBeNull();
    expect(
      [...page.querySelectorAll<HTMLInputElement>('.row__name')].map((name) => name.value),
    ).toEqual(['Renamed 0', 'Renamed 1', 'Price']);
    expect(reloadSetup).toHaveBeenCalledOnce();
  });
});
