import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Parity } from '../api/types';
import { Explain } from '../explain/explain';
import { ParityReport } from './parity-report';

const parity: Parity = {
  channels: [
    {
      channel: 'c1',
      complete: true,
      months: [
        {
          month: '2025-04',
          period: 'hour',
          ours: 3,
          theirs: 3,
          difference: 0,
          reasons: [],
          spans: [],
        },
        {
          month: '2025-05',
          period: 'hour',
          ours: 20,
          theirs: 134.2,
          difference: -114.2,
          reasons: ['spike'],
          spans: [
            { from: '2025-04-30T22:00:00Z', to: '2025-05-10T08:00:00Z' },
            { from: '2025-05-10T08:00:00Z', to: '2025-05-31T22:00:00Z' },
          ],
        },
      ],
    },
  ],
};

async function made(): Promise<ComponentFixture<ParityReport>> {
  TestBed.configureTestingModule({
    providers: [provideHttpClient(), provideHttpClientTesting()],
  });
  const fixture = TestBed.createComponent(ParityReport);
  fixture.componentRef.setInput('home', 'h');
  fixture.detectChanges();
  await Promise.resolve();
  return fixture;
}

async function shown(report: Parity): Promise<HTMLElement> {
  const fixture = await made();
  const http = TestBed.inject(HttpTestingController);
  http.expectOne('api/v1/homes/h/connection/parity').flush(report);
  http.expectOne('api/v1/homes/h/channels').flush({
    items: [
      {
        id: 'c1',
        name: 'Washing machine',
        role: 'device',
        bindings: [{ source: { type: 'entity', id: 'sensor.washer' }, measure: 'counter' }],
      },
    ],
    next: null,
  });
  await fixture.whenStable();
  fixture.detectChanges();
  return fixture.nativeElement as HTMLElement;
}

describe('ParityReport', () => {
  it('shows what differs with its reason, and what is equal on request', async () => {
    const page = await shown(parity);
    const rows = () => [...page.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(page.textContent).toContain('1 of 2 monthly sums are equal');
    expect(rows()).toHaveLength(1);
    expect(rows()[0]).toContain('Washing machine');
    expect(rows()[0]).toContain('-114.200');
    expect(rows()[0]).toContain('than can have flowed');
    page.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await Promise.resolve();
    TestBed.tick();
    expect(rows()).toHaveLength(2);
  });

  it('explains our sum by its slots, and says of the other whose it is', async () => {
    const page = await shown(parity);
    const open = vi.spyOn(TestBed.inject(Explain), 'open').mockResolvedValue();
    const figures = [...page.querySelectorAll<HTMLElement>('tbody button.figure')];
    expect(figures).toHaveLength(3);
    const opened = figures.map((figure) => {
      figure.click();
      return open.mock.lastCall?.[0].source;
    });
    const parts = [
      { figure: 'channel', channel: 'c1', to: '2025-05-10T08:00:00Z' },
      { figure: 'channel', channel: 'c1', from: '2025-05-10T08:00:00Z' },
    ];
    expect(opened[0]).toMatchObject({ kind: 'sums', parts });
    expect(opened[1]).toMatchObject({ kind: 'told', parts });
    expect(JSON.stringify(opened[1])).toContain('sensor.washer');
    expect(JSON.stringify(opened[2])).toContain('20.000 − 134.200');
  });

  it('says that nothing is imported yet', async () => {
    const page = await shown({ channels: [] });
    expect(page.querySelector('[data-empty]')).not.toBeNull();
    expect(page.querySelector('table')).toBeNull();
  });

  it('waits, and says what failed', async () => {
    const fixture = await made();
    const page = fixture.nativeElement as HTMLElement;
    expect(page.querySelector('.skeleton')).not.toBeNull();
    const http = TestBed.inject(HttpTestingController);
    http
      .expectOne('api/v1/homes/h/connection/parity')
      .flush({ detail: 'The store does not answer.' }, { status: 503, statusText: 'Unavailable' });
    http.expectOne('api/v1/homes/h/channels').flush({ items: [], next: null });
    await fixture.whenStable();
    fixture.detectChanges();
    expect(page.querySelector('ohm-load-error')).not.toBeNull();
  });
});
