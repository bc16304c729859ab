export interface Aggregate {
  readonly area: string;
  readonly tariff: string;
  readonly day: string;
  readonly withheld: 'nothing' | 'too_few_homes' | 'members_missing' | 'one_home_too_large';
  readonly t: readonly string[];
  readonly kwh: readonly number[];
}

export interface AggregateList {
  readonly items: readonly Aggregate[];
  readonly next: string | null;
}
