import { PowerRow, RowKey, TimedRows, emptyRow } from '../energy/balance';

export interface Columns {
  /** Milliseconds since the epoch, ascending. */
  readonly t: readonly number[];
  readonly values: Readonly<Record<RowKey, readonly (number | null)[]>>;
}

const second = 1000;
const minute = 60 * second;

/**
 * The power of a home since midnight: one row a minute for the day, one a second for the newest hour.
 * Filled from the server, then kept up to date from the live feed.
 */
export class PowerHistory {
  private readonly fine = new Track(second);
  private readonly coarse = new Track(minute);

  /** Takes the server's rows for their span and keeps what arrived live after it. */
  seed(span: 'hour' | 'day', seeded: TimedRows): void {
    (span === 'hour' ? this.fine : this.coarse).seed(seeded);
  }

  push(at: number, row: PowerRow): void {
    this.fine.push(at, row);
    this.coarse.push(at, row);
  }

  /** Marks that nothing is known from here on, so that no line is drawn across the hole. */
  interrupt(at: number): void {
    this.fine.push(at + second, emptyRow);
  }

  /** Forgets rows that no view shows any more. */
  trim(dayFrom: number, hourFrom: number): void {
    this.coarse.trim(dayFrom);
    this.fine.trim(hourFrom);
  }

  since(span: 'hour' | 'day', from: number): Columns {
    return (span === 'hour' ? this.fine : this.coarse).since(from);
  }
}

/** Rows on a raster: a later row in the same step replaces what is there with the mean so far. */
class Track {
  private t: number[] = [];
  private rows: PowerRow[] = [];
  private count = 0;

  constructor(private readonly step: number) {}

  seed(seeded: TimedRows): void {
    const lastSeeded = seeded.t.at(-1) ?? -Infinity;
    const later = this.t.findIndex((time) => time > lastSeeded);
    const kept = later < 0 ? this.t.length : later;
    this.t = [...seeded.t, ...this.t.slice(kept)];
    this.rows = [...seeded.rows, ...this.rows.slice(kept)];
    this.count = 1;
  }

  push(at: number, row: PowerRow): void {
    const slot = Math.floor(at / this.step) * this.step;
    const last = this.t.at(-1);
    if (last !== undefined && slot < last) {
      return;
    }
    if (slot === last) {
      this.count += 1;
      const before = this.rows[this.rows.length - 1] ?? emptyRow;
      this.rows[this.rows.length - 1] = this.step > second ? merge(before, row, this.count) : row;
      return;
    }
    this.t.push(slot);
    this.rows.push(row);
    this.count = 1;
  }

  trim(from: number): void {
    const first = this.t.findIndex((time) => time >= from);
    // Cutting an array copies it: wait until a good part of it is old.
    if (first > 600) {
      this.t = this.t.slice(first);
      this.rows = this.rows.slice(first);
    }
  }

  since(from: number): Columns {
    const found = this.t.findIndex((time) => time >= from);
    // One row before the view keeps the line running in from the edge.
    const first = found < 0 ? this.t.length : Math.max(0, found - 1);
    const rows = this.rows.slice(first);
    const column = (key: RowKey): (number | null)[] => rows.map((row) => row[key]);
    return {
      t: this.t.slice(first),
      values: {
        home: column('home'),
        grid: column('grid'),
        solar: column('solar'),
        battery: column('battery'),
        generator: column('generator'),
      },
    };
  }
}

function merge(before: PowerRow, row: PowerRow, count: number): PowerRow {
  const mean = (key: RowKey): number | null => {
    const old = before[key];
    const value = row[key];
    return old === null || value === null ? (value ?? old) : old + (value - old) / count;
  };
  return {
    home: mean('home'),
    grid: mean('grid'),
    solar: mean('solar'),
    battery: mean('battery'),
    generator: mean('generator'),
  };
}
