import { measureFor } from './measure';

describe('measureFor', () => {
  it('keeps one unit for all', () => {
    const measure = measureFor('kwh', 9999, 'en-GB');
    expect([measure.digits(0.004), measure.text(312.4)]).toEqual(['0.00', '312.40\u202fkWh']);
    expect(measureFor('kwh', 12_000, 'en-GB').text(312.4)).toBe('0.312\u202fMWh');
    expect(measureFor('m3', 5, 'de-DE').text(1.25)).toBe('1,250\u202fm³');
  });
  it('keeps the unknown unknown', () => {
    expect(measureFor('kwh', 1, 'en-GB').digits(null)).toBe('–');
  });
});
