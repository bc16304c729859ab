import { Component, computed, inject, input } from '@angular/core';
import { Explain } from '../explain/explain';
import type { FigureSource } from '../explain/figure';
import { IconName, iconPath } from '../ui/icon';
import { FlowNodeId, flowPath, flowShape, flowSpeed, flowWidth, ringArcs } from './flow-layout';

export interface FlowNode {
  readonly id: FlowNodeId;
  readonly icon: IconName;
  readonly name: string;
  /** Digits and unit of the power now, already in the reader's format. */
  readonly digits: string;
  readonly unit: string;
  /** Direction or share in words, e.g. "importing". */
  readonly note: string;
  /** How old the value is, in words. */
  readonly age: string;
  readonly color: string;
  /** Whether the power is, or contains, a mean over some time; the note tells of how long. */
  readonly isMean: boolean;
  readonly isStale: boolean;
  /** What explains the power; null where it is not known. */
  readonly source: FigureSource | null;
}

export interface Flow {
  readonly from: FlowNodeId;
  readonly to: FlowNodeId;
  readonly watts: number;
  readonly color: string;
}

/** The energy flow as a drawing: nodes the home has, lines as wide as their power, dots moving the way it goes. */
@Component({
  selector: 'ohm-energy-flow',
  templateUrl: './energy-flow.html',
  styleUrl: './energy-flow.scss',
})
export class EnergyFlow {
  private readonly explain = inject(Explain);

  readonly nodes = input.required<readonly FlowNode[]>();
  readonly flows = input.required<readonly Flow[]>();
  readonly isNarrow = input(false);
  /** The drawing in one sentence, for those who do not see it. */
  readonly summary = input.required<string>();

  private readonly presence = computed(() => this.nodes().map((node) => node.id), {
    equal: (a, b) => a.join() === b.join(),
  });
  protected readonly shape = computed(() => flowShape(this.presence(), this.isNarrow()));
  protected readonly placed = computed(() =>
    this.nodes().flatMap((node) => {
      const at = this.shape().nodes[node.id];
      const radius = this.shape().radius;
      // Lines leave the upper nodes downwards, so their names stand above them.
      const labelY = node.id === 'solar' || node.id === 'generator' ? -(radius + 30) : radius + 23;
      // Beside the edge of a narrow drawing the length of a mean has no room next to the name.
      const isNoteBelow =
        this.isNarrow() && node.isMean && (node.id === 'grid' || node.id === 'home');
      // As it is read, from the top; a reader who sees it says the same.
      const seen = [`${node.digits} ${node.unit}`, node.name, node.note, node.age]
        .filter((text) => text !== '')
        .join(' ');
      const spoken = node.source ? $localize`${seen}:figure:: where it comes from` : seen;
      return at ? [{ ...node, ...at, labelY, isNoteBelow, spoken, path: iconPath(node.icon) }] : [];
    }),
  );
  protected readonly hasNoteBelow = computed(() => this.placed().some((node) => node.isNoteBelow));
  protected readonly iconPlace = computed(() =>
    this.isNarrow() ? 'translate(-9.5 -36) scale(0.8)' : 'translate(-13 -47) scale(1.08)',
  );
  protected readonly lines = computed(() =>
    this.flows().flatMap((flow) => {
      const path = flowPath(this.shape(), flow.from, flow.to);
      return path
        ? [
            {
              ...flow,
              path,
              key: `${flow.from}-${flow.to}`,
              isActive: flow.watts >= 5,
              width: flow.watts >= 5 ? flowWidth(flow.watts) : 1.5,
              speed: flowSpeed(flow.watts),
            },
          ]
        : [];
    }),
  );
  /** The ring around home shows where its power comes from. */
  protected readonly homeRing = computed(() => {
    const into = this.flows().filter((flow) => flow.to === 'home');
    const radius = this.shape().radius;
    return ringArcs(
      into.map((flow) => flow.watts),
      radius,
    ).map((arc, index) => ({
      ...arc,
      color: into[index]?.color ?? '',
      key: into[index]?.from ?? '',
      rest: 2 * Math.PI * radius,
    }));
  });

  protected open({ name, digits, unit, source }: FlowNode): void {
    if (source) {
      void this.explain.open({ label: name, text: `${digits} ${unit}`, source });
    }
  }

  protected openByKey(event: Event, node: FlowNode): void {
    event.preventDefault();
    this.open(node);
  }
}
