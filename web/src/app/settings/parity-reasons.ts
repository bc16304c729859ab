import { ParityMonth } from '../api/types';

/** Why a sum of ours is another than Home Assistant's, in one sentence. */
export function reasonText(reason: ParityMonth['reasons'][number]): string {
  switch (reason) {
    case 'reset':
      return $localize`The meter began anew; Home Assistant counted its new state from zero.`;
    case 'fell':
      return $localize`The meter fell, and Home Assistant took the fall off.`;
    case 'spike':
      return $localize`Home Assistant booked more at once than can have flowed.`;
    case 'adjusted':
      return $localize`Home Assistant’s sum moved by another amount than the meter.`;
    case 'hole':
      return $localize`Nothing was recorded over the month’s border; Home Assistant books it at the end.`;
    case 'zone_cut':
      return $localize`The month’s border lies within an hour of the hourly data.`;
    case 'hand_over':
      return $localize`Another source took over in this month.`;
    case 'border':
      return $localize`It ends in the last two days, of which we know more finely than Home Assistant’s rows what was when.`;
    case 'not_finished':
      return $localize`The import is still under way.`;
    case 'unexplained':
      return $localize`Not explained.`;
  }
}
