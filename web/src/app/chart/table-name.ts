/** What the region around a chart's table is called. */
export function tableName(chart: string): string {
  return $localize`Table: ${chart}:chart:`;
}
