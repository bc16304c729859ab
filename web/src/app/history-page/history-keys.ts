import {
  Comparison,
  HistoryView,
  Unit,
  comparisons,
  inUnit,
  stepped,
  viewFrom,
} from './history-view';

/** What a key means on the page: another view, or nothing. Keys with a modifier are the browser's. */
export function viewForKey(key: string, view: HistoryView, today: string): HistoryView | null {
  const unit = unitKeys[key];
  if (unit !== undefined) {
    return inUnit(view, unit, today);
  }
  switch (key) {
    case 'ArrowLeft':
      return stepped(view, -1);
    case 'ArrowRight':
      return view.to <= today ? stepped(view, 1) : null;
    case 't':
      return viewFrom({ ...view, period: view.unit, from: undefined, to: undefined }, today);
    case 'c':
      return { ...view, compare: nextComparison(view) };
    default:
      return null;
  }
}

const unitKeys: Readonly<Record<string, Unit>> = {
  d: 'day',
  w: 'week',
  m: 'month',
  q: 'quarter',
  y: 'year',
  r: 'range',
};

function nextComparison(view: HistoryView): Comparison {
  // The period before a year is the year before.
  const offered = view.unit === 'year' ? comparisons.slice(0, 2) : comparisons;
  return offered[(offered.indexOf(view.compare) + 1) % offered.length] ?? 'none';
}

/** The keys and what they do, as the page lists them. */
export const keyHelp: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['←', '→'], does: $localize`period before, after` },
  { keys: ['d', 'w', 'm', 'q', 'y', 'r'], does: $localize`day, week, month, quarter, year, range` },
  { keys: ['t'], does: $localize`today` },
  { keys: ['c'], does: $localize`compare with the next choice` },
  { keys: ['?'], does: $localize`show or hide these keys` },
  {
    keys: ['Tab', '←', '→', 'Enter'],
    does: $localize`in a chart: to the bars, along them, open one`,
  },
  { keys: ['+', '−', '0'], does: $localize`in the power chart: zoom in, out, the whole day` },
];
