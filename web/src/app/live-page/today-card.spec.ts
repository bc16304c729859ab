import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { noValues } from '../live/live-values';
import { Today } from '../live/messages';
import { FormatLanguage } from '../ui/format-language';
import { TodayCard } from './today-card';

const day = { date: '2026-11-25', from: '2026-11-25T00:00:00Z' };

const now = Date.parse('2026-11-25T10:30:00Z');

async function shown(today: Today, isConnected = true): Promise<HTMLElement> {
  TestBed.configureTestingModule({
    providers: [
      { provide: FormatLanguage, useValue: { locale: () => 'en-GB' } },
      { provide: HomeDirectory, useValue: { current: () => ({ time_zone: 'UTC' }) } },
      {
        provide: LiveHome,
        useValue: {
          values: signal({ ...noValues, today }),
          now: () => now,
          isConnected: () => isConnected,
          channelList: () => [
            { id: 'm', role: 'grid_import' },
            { id: 's', role: 'solar' },
            { id: 'w', role: 'water', name: 'Water' },
          ],
        },
      },
    ],
  });
  const fixture = TestBed.createComponent(TodayCard);
  await fixture.whenStable();
  return fixture.nativeElement as HTMLElement;
}

function amounts(card: HTMLElement): (string | null)[][] {
  return [...card.querySelectorAll<HTMLElement>('[data-today]')].map((element) => [
    element.dataset['today'] ?? null,
    element.textContent.trim(),
  ]);
}

describe('TodayCard', () => {
  it('shows what is not known yet as unknown, never as zero', async () => {
    expect(amounts(await shown(day))).toEqual([
      ['home', '–'],
      ['solar', '–\u202fkWh'],
      ['grid_import', '–\u202fkWh'],
      ['home', '–\u202fkWh'],
    ]);
  });

  it('says how old its sums are', async () => {
    const card = await shown({
      ...day,
      at: '2026-11-25T10:29:40Z',
      volumes: { w: 0.2 },
      volumes_at: { w: '2026-11-25T08:15:00Z' },
    });
    expect(card.querySelector('[data-today-age]')?.textContent).toBe('20 s ago');
    expect(card.querySelector('[data-volume-age]')?.textContent).toBe('as of 08:15');
  });

  it('says of which time its sums are when the connection is down', async () => {
    const card = await shown({ ...day, at: '2026-11-25T10:29:40Z' }, false);
    expect(card.querySelector('[data-today-age]')?.textContent).toBe('as of 10:29');
  });

  it('has no age before the first reading of the day', async () => {
    expect((await shown(day)).querySelector('[data-today-age]')).toBeNull();
  });
});
