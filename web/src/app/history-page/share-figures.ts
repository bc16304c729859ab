import { EnergyColumns, flowTotal, sum } from './energy-table';

/** Shares of 0 to 1 over a whole span; null where there is nothing to have a share of, or not enough is known. */
export interface ShareFigures {
  readonly selfSufficiency: number | null;
  readonly directSelfSufficiency: number | null;
  readonly gridIndependence: number | null;
  readonly selfConsumption: number | null;
}

/**
 * The shares as the server defines them, of the flows of all periods together: the share of a month is no mean of its
 * days.
 */
export function shareFigures(data: EnergyColumns): ShareFigures {
  const flow = (name: Parameters<typeof flowTotal>[1]): number => flowTotal(data, name);
  const used = flow('grid_to_home') + flow('solar_to_home') + flow('battery_to_home');
  const imported = flow('grid_to_home') + flow('grid_to_battery') + flow('grid_to_grid');
  const shares = {
    directSelfSufficiency: rest(flow('grid_to_home'), used),
    gridIndependence: rest(imported, used),
  };
  const origins = data.battery_origin;
  const isUntold =
    origins?.home_grid.some(
      (value, index) => value === null && (data.flows?.grid_to_home[index] ?? null) !== null,
    ) ?? false;
  if (isUntold) {
    return { ...shares, selfSufficiency: null, selfConsumption: null };
  }
  const ownUse = flow('solar_to_home') + (sum(origins?.home_solar ?? []) ?? 0);
  const exported = flow('solar_to_grid') + (sum(origins?.grid_solar ?? []) ?? 0);
  return {
    ...shares,
    selfSufficiency: rest(flow('grid_to_home') + (sum(origins?.home_grid ?? []) ?? 0), used),
    selfConsumption: share(ownUse, ownUse + exported),
  };
}

function share(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.min(1, Math.max(0, part / whole));
}

function rest(part: number, whole: number): number | null {
  return share(whole - Math.min(part, whole), whole);
}
