import { Component, computed, input } from '@angular/core';
import { FileFault } from './file-types';

/** What could not be taken of a file: line, column, and what would be right. */
@Component({
  selector: 'ohm-file-faults',
  template: `
    @if (faults().length > 0) {
      @if (count() > faults().length) {
        <p class="small muted" i18n>The first {{ faults().length }} of {{ count() }}:</p>
      }
      <ul class="faults small">
        @for (fault of rows(); track $index) {
          <li data-fault>
            @if (fault.place) {
              <span class="number muted">{{ fault.place }}</span>
            }
            {{ fault.detail }}
          </li>
        }
      </ul>
    }
  `,
  styles: `
    .faults {
      display: grid;
      gap: var(--space-1);
      overflow-wrap: anywhere;
    }
  `,
})
export class FileFaults {
  readonly faults = input.required<readonly FileFault[]>();
  readonly count = input(0);

  protected readonly rows = computed(() =>
    this.faults().map(({ line, column, detail }) => ({ place: placeText(line, column), detail })),
  );
}

function placeText(line: number, column: number): string {
  if (line === 0) {
    return '';
  }
  return column === 0 ? $localize`Line ${line}` : $localize`Line ${line}, column ${column}`;
}
