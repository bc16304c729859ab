import { inUnit, paramsOf, stepOf, stepped, viewFrom } from './history-view';

const today = '2026-11-30';

describe('the view of an address', () => {
  it('is today when the address says nothing, or nothing that can be', () => {
    const view = { medium: 'electricity', unit: 'day', from: today, to: '2026-12-01' };
    expect(viewFrom({}, today)).toMatchObject(view);
    expect(
      viewFrom({ medium: 'wind', period: 'moon', date: '2026-02-30', compare: 'x' }, today),
    ).toMatchObject({ ...view, compare: 'none' });
  });

  it('is the whole unit that holds the date', () => {
    expect(viewFrom({ period: 'week', date: '2026-11-29' }, today)).toMatchObject({
      from: '2026-11-23',
      to: '2026-11-30',
    });
    expect(viewFrom({ period: 'month', date: '2024-02-17' }, today)).toMatchObject({
      from: '2024-02-01',
      to: '2024-03-01',
    });
  });

  it('is a range with its last date in it', () => {
    const view = viewFrom({ period: 'range', from: '2026-11-03', to: '2026-11-09' }, today);
    expect(view).toMatchObject({ from: '2026-11-03', to: '2026-11-10' });
    expect(
      viewFrom({ period: 'range', from: '2026-11-09', to: '2026-11-03' }, today),
    ).toMatchObject({ from: '2026-11-03', to: '2026-11-04' });
  });

  it.each([
    { medium: 'gas', period: 'month', date: '2026-10-01', compare: 'year' },
    { period: 'range', from: '2026-11-03', to: '2026-11-09' },
    { period: 'week' },
    {},
  ])('comes back from its own address %j', (params) => {
    const view = viewFrom(params, today);
    const address = Object.fromEntries(
      Object.entries(paramsOf(view, today)).filter(([, value]) => value !== null),
    );
    expect(address).toEqual(params);
  });
});

describe('moving about', () => {
  it('goes to the neighbour of its own kind', () => {
    const march = viewFrom({ period: 'month', date: '2026-03-05' }, today);
    expect(stepped(march, -1)).toMatchObject({ from: '2026-02-01', to: '2026-03-01' });
    const range = viewFrom({ period: 'range', from: '2026-11-03', to: '2026-11-09' }, today);
    expect(stepped(range, 1)).toMatchObject({ from: '2026-11-10', to: '2026-11-17' });
  });

  it('keeps today in view when it changes the unit', () => {
    const november = viewFrom({ period: 'month' }, today);
    expect(inUnit(november, 'day', today)).toMatchObject({ from: today });
    const march = viewFrom({ period: 'month', date: '2026-03-05' }, today);
    expect(inUnit(march, 'day', today)).toMatchObject({ from: '2026-03-01' });
    expect(inUnit(march, 'quarter', today)).toMatchObject({ from: '2026-01-01' });
  });

  it('cuts every unit into bars that can be told apart', () => {
    const stepFor = (params: object) => stepOf(viewFrom(params, today));
    expect(stepFor({ period: 'day' })).toBe('hour');
    expect(stepFor({ period: 'week' })).toBe('day');
    expect(stepFor({ period: 'month' })).toBe('day');
    expect(stepFor({ period: 'quarter' })).toBe('week');
    expect(stepFor({ period: 'year' })).toBe('month');
    expect(stepFor({ period: 'range', from: '2010-01-01', to: '2020-01-01' })).toBe('year');
  });
});
