import { QualityFigures, isPoor, qualityRemarks } from './quality-remarks';

const good: QualityFigures = {
  known: 96,
  over: 96,
  estimated: 0,
  coarse: 0,
  faulty: 0,
  cuts: 0,
  ratedFrom: null,
};
const codes = (more: Partial<QualityFigures>): string[] =>
  qualityRemarks({ ...good, ...more }, 'en-GB').map((remark) => remark.code);
const text = (more: Partial<QualityFigures>): string =>
  qualityRemarks({ ...good, ...more }, 'en-GB')
    .map((remark) => remark.text.replaceAll('\u202f', ' '))
    .join(' ');

describe('qualityRemarks', () => {
  it('says nothing where all is known and measured, or nothing is over yet', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ known: 0, over: 0 })).toEqual([]);
  });

  it('names what is missing, and warns below nine tenths', () => {
    expect(codes({ known: 95 })).toEqual(['partial']);
    expect(codes({ known: 80 })).toEqual(['poor']);
    expect(isPoor({ ...good, known: 87 })).toBe(false);
    expect(isPoor({ ...good, known: 86 })).toBe(true);
    expect(text({ known: 2080, over: 35_040 })).toContain('2,080 of 35,040 quarter-hours');
  });

  it('tells shares, however small', () => {
    expect(text({ coarse: 0.42 })).toContain('42 % of this comes from hourly data');
    expect(text({ coarse: 0.001 })).toContain('less than 1 % of this comes from hourly data');
    expect(text({ estimated: 0.25 })).toContain('The timing of 25 % of this is estimated');
  });

  it('tells that meters contradict each other', () => {
    expect(codes({ faulty: 0.02, estimated: 0.1 })).toEqual(['faulty', 'estimated']);
    expect(text({ faulty: 0.02 })).toContain('In 2 % of this the meters contradict each other');
  });

  it('tells borders that are assumed, and gas without a calorific value', () => {
    expect(codes({ coarse: 1, cuts: 2 })).toEqual(['coarse', 'cuts_hour']);
    expect(text({ ratedFrom: '1 October 2024' })).toContain('from 1 October 2024 on');
  });
});
