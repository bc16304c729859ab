import { decimal, devicePower, energy, kilowatts, unknownValue, written } from './units';

describe('units', () => {
  it('writes power in kW with two decimals so that the width never jumps', () => {
    expect(kilowatts(620, 'en-GB')).toEqual({ digits: '0.62', unit: 'kW' });
    expect(kilowatts(12_000, 'de-DE').digits).toBe('12,00');
  });

  it('never shows a negative zero', () => {
    expect(kilowatts(-2, 'en-GB').digits).toBe('0.00');
    expect(decimal(-0, 'en-GB', 1)).toBe('0.0');
  });

  it('keeps the unknown unknown', () => {
    for (const unknown of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(kilowatts(unknown, 'en-GB').digits).toBe(unknownValue);
      expect(energy(unknown, 'en-GB').digits).toBe(unknownValue);
    }
  });

  it('writes devices in W below a kilowatt', () => {
    expect(devicePower(83.4, 'en-GB')).toEqual({ digits: '83', unit: 'W' });
    expect(devicePower(999.4, 'en-GB').unit).toBe('W');
    expect(devicePower(999.6, 'en-GB')).toEqual({ digits: '1.00', unit: 'kW' });
  });

  it('takes fewer decimals and then MWh for large energies', () => {
    expect(energy(12.345, 'en-GB').digits).toBe('12.35');
    expect(energy(123.45, 'en-GB').digits).toBe('123.5');
    expect(energy(12_345, 'en-GB')).toEqual({ digits: '12.35', unit: 'MWh' });
  });

  it('joins digits and unit by a space that does not break', () => {
    expect(written({ digits: '1', unit: 'kW' })).toBe('1\u202fkW');
  });
});
