import { timeAs } from '../energy/home-clock';

const nightBegins = 22;
const nightEnds = 6;

/** Whether the home's clock stands between ten in the evening and six in the morning. */
export function isNight(at: number, zone: string): boolean {
  const hour = Number(timeAs(at, 'en-GB', zone, { hour: '2-digit', hourCycle: 'h23' }));
  return hour >= nightBegins || hour < nightEnds;
}
