import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { noValues } from '../live/live-values';
import { Today } from '../live/messages';
import { TodayCard } from './today-card';

const day = { date: '2026-11-25', from: '2026-11-25T00:00:00Z' };

async function shown(today: Today): Promise<HTMLElement> {
  TestBed.configureTestingModule({
    providers: [
      { provide: HomeDirectory, useValue: { current: () => ({ time_zone: 'UTC' }) } },
      {
        provide: LiveHome,
        useValue: {
          values: signal({ ...noValues, today }),
          channelList: () => [
            { id: 'm', role: 'grid_import' },
            { id: 's', role: 'solar' },
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
    element.textContent,
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
});
