import { EnergyColumns } from './energy-table';
import { shareFigures } from './share-figures';

/** The day of trading: kWh that came from the grid and went round through a battery. */
const trading: EnergyColumns = {
  t: ['2026-11-29T00:00:00Z', '2026-11-29T12:00:00Z'],
  t_end: ['2026-11-29T12:00:00Z', '2026-11-30T00:00:00Z'],
  channels: {},
  flows: {
    grid_to_home: [1, 0],
    grid_to_battery: [4, 0],
    grid_to_grid: [0, 0],
    solar_to_home: [0, 3],
    solar_to_battery: [0, 0],
    solar_to_grid: [0, 2],
    battery_to_home: [0, 1],
    battery_to_grid: [0, 3],
    battery_to_battery: [0, 0],
  },
  battery_origin: {
    home_solar: [0, 0],
    home_grid: [0, 1],
    home_unknown: [0, 0],
    grid_solar: [0, 0],
    grid_grid: [0, 2.5],
    grid_unknown: [0, 0.5],
  },
  quality: { covered: [1, 1], estimated: [0, 0], coarse: [0, 0], faulty: [0, 0], cuts_hour: [] },
};

describe('shareFigures', () => {
  it('tells each share by its definition, of summed flows', () => {
    expect(shareFigures(trading)).toEqual({
      gridIndependence: 0,
      directSelfSufficiency: 0.8,
      selfSufficiency: 0.6,
      selfConsumption: 0.6,
    });
  });

  it('tells nothing that needs origins while they are not known', () => {
    const origins = trading.battery_origin as NonNullable<EnergyColumns['battery_origin']>;
    const unknown = { ...trading, battery_origin: { ...origins, home_grid: [null, 1] } };
    expect(shareFigures(unknown)).toEqual({
      gridIndependence: 0,
      directSelfSufficiency: 0.8,
      selfSufficiency: null,
      selfConsumption: null,
    });
  });

  it('has no share of nothing', () => {
    expect(shareFigures({ ...trading, flows: undefined, battery_origin: undefined })).toEqual({
      gridIndependence: null,
      directSelfSufficiency: null,
      selfSufficiency: null,
      selfConsumption: null,
    });
  });
});
