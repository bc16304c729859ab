import { TestBed } from '@angular/core/testing';
import { ChartTable } from './chart-table';

describe('ChartTable', () => {
  it('marks the columns that are made of means, and no other', async () => {
    const fixture = TestBed.createComponent(ChartTable);
    const inputs = {
      name: 'Power',
      series: [
        { key: 'solar', label: 'Solar', color: '--energy-solar' },
        { key: 'home', label: 'Home', color: '--energy-home' },
      ],
      means: { home: '≈ mean of 5 min' },
      data: { t: [60_000], values: { solar: [100], home: [300] } },
      window: { from: 0, to: 120_000 },
      step: 60_000,
      locale: 'en-GB',
      zone: 'UTC',
    };
    for (const [name, value] of Object.entries(inputs)) {
      fixture.componentRef.setInput(name, value);
    }
    await fixture.whenStable();
    const table = fixture.nativeElement as HTMLElement;
    const heads = [...table.querySelectorAll('thead th')].map((head) =>
      head.textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(heads).toEqual(['From', 'Solar, kW', 'Home, kW ≈ mean']);
  });
});
