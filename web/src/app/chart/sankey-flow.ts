import {
  Component,
  DestroyRef,
  ElementRef,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Measure } from '../energy/measure';
import { Explain } from '../explain/explain';
import { FigurePart, Share } from '../explain/figure';
import { FigureButton } from '../explain/figure-button';
import { percent, written } from '../energy/units';
import { ChartFoot } from './chart-foot';
import { SankeyLink, SankeyNode, layOut } from './sankey-layout';
import { tableName } from './table-name';

export type SankeyParts = (node: string, to: string | null) => readonly FigurePart[] | null;

let count = 0;
const nodeWidth = 12;
const gap = 6;
/** Of a label on one line. */
const rowHeight = 20;
/** From which height of its node a label has two lines. */
const twoLines = 34;

/** Energy from its sources to where it was used, as ribbons as wide as their amounts, and the same as a table. */
@Component({
  selector: 'ohm-sankey-flow',
  imports: [ChartFoot, FigureButton],
  templateUrl: './sankey-flow.html',
  styleUrl: './sankey-flow.scss',
})
export class SankeyFlow {
  protected readonly tableName = tableName;

  readonly name = input.required<string>();
  readonly summary = input.required<string>();
  readonly nodes = input.required<readonly SankeyNode[]>();
  readonly links = input.required<readonly SankeyLink[]>();
  readonly measure = input.required<Measure>();
  readonly locale = input.required<string>();
  /** What the value of a node, or of the link between two, can be explained by. */
  readonly parts = input<SankeyParts>(() => null);

  private readonly explain = inject(Explain);
  private readonly plot = viewChild.required<ElementRef<HTMLElement>>('plot');

  protected readonly id = `paths-${(count += 1)}`;
  protected readonly isTableShown = signal(false);
  protected readonly width = signal(900);
  protected readonly cursor = signal<string | null>(null);
  protected readonly height = computed(() => {
    const inColumn = new Map<number, number>();
    for (const node of this.nodes()) {
      if (this.links().some((link) => link.from === node.id || link.to === node.id)) {
        inColumn.set(node.column, (inColumn.get(node.column) ?? 0) + 1);
      }
    }
    return Math.max(260, Math.max(0, ...inColumn.values()) * (rowHeight + gap) * 1.4);
  });
  private readonly isNarrow = computed(() => this.width() < 560);
  protected readonly picture = computed(() =>
    layOut(this.nodes(), this.links(), {
      width: this.width(),
      height: this.height(),
      nodeWidth,
      gap,
      rowHeight,
      left: 0,
      right: this.isNarrow() ? 0 : 190,
    }),
  );
  protected readonly placed = computed(() => {
    const { nodes } = this.picture();
    const lastX = Math.max(...nodes.map((node) => node.x));
    return nodes.map((node) => {
      const isOneLine = node.height < twoLines;
      const middle = node.y + node.height / 2 + (isOneLine ? 4 : -2);
      const beside = { labelX: node.x + nodeWidth + 8, labelY: middle, anchor: 'start', isOneLine };
      // Where columns are close, the last one is labelled before it and those between above.
      const place =
        !this.isNarrow() || node.x === 0
          ? beside
          : node.x === lastX
            ? { ...beside, labelX: node.x - 8, anchor: 'end' }
            : {
                labelX: node.x + nodeWidth / 2,
                labelY: node.y - 8,
                anchor: 'middle',
                isOneLine: true,
              };
      const text = this.measure().text(node.value);
      const found = node.isPassage ? null : this.parts()(node.id, null);
      const parts = found && found.length > 0 ? found : null;
      const name = $localize`${node.label}:figure:, ${text}:value:: where it comes from`;
      return { ...node, ...place, nodeWidth, text, parts, name };
    });
  });
  protected readonly rows = computed(() => {
    const labels = new Map(this.nodes().map((node) => [node.id, node.label]));
    const values = new Map(this.picture().nodes.map((node) => [node.id, node.value]));
    return this.throughPassages().map((link) => ({
      ...link,
      fromLabel: labels.get(link.from) ?? '',
      toLabel: labels.get(link.to) ?? '',
      text: this.measure().digits(link.value),
      parts: this.parts()(link.from, link.to),
      shareSource: this.shareOf(link),
      share: written(
        percent((link.value / (values.get(link.from) ?? link.value)) * 100, this.locale()),
      ),
    }));
  });

  constructor() {
    const observer = new ResizeObserver(() =>
      this.width.set(Math.max(280, this.plot().nativeElement.clientWidth)),
    );
    observer.observe(inject<ElementRef<HTMLElement>>(ElementRef).nativeElement);
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }

  protected point(id: string | null): void {
    this.cursor.set(id);
  }

  protected open(node: { label: string; text: string; parts: readonly FigurePart[] | null }): void {
    if (node.parts) {
      const source = { kind: 'sums', parts: node.parts } as const;
      void this.explain.open({ label: node.label, text: node.text, source });
    }
  }

  protected openByKey(event: Event, node: Parameters<SankeyFlow['open']>[0]): void {
    event.preventDefault();
    event.stopPropagation();
    this.open(node);
  }

  /** What explains the share that a link has of what it comes from. */
  private shareOf({ from, to }: SankeyLink): Share | null {
    const parts = this.parts()(from, to);
    const whole = this.parts()(from, null);
    return parts?.length && whole?.length ? { kind: 'share', parts, whole } : null;
  }

  /** Links as they are meant: what a passage lets through comes from what is before it. */
  private throughPassages(): SankeyLink[] {
    const { nodes, links } = this.picture();
    const passages = new Set(nodes.filter((node) => node.isPassage).map((node) => node.id));
    const before = new Map(links.map((link) => [link.to, link.from]));
    return links
      .filter((link) => !passages.has(link.to))
      .map((link) =>
        passages.has(link.from) ? { ...link, from: before.get(link.from) ?? '' } : link,
      );
  }

  protected isDimmed(link: SankeyLink): boolean {
    const id = this.cursor();
    return id !== null && link.from !== id && link.to !== id;
  }
}
