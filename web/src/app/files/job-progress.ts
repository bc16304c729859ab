import { Component, computed, input } from '@angular/core';
import { Job } from './file-types';
import { stepText } from './job-words';

/** How far a job has come. */
@Component({
  selector: 'ohm-job-progress',
  template: `
    <p class="small" id="job-step" aria-live="polite">{{ text() }}</p>
    @if (job().total > 0) {
      <progress aria-labelledby="job-step" [value]="job().done" [max]="job().total"></progress>
    } @else {
      <progress aria-labelledby="job-step"></progress>
    }
  `,
  styles: `
    progress {
      width: 100%;
      accent-color: var(--ink);
    }
  `,
})
export class JobProgress {
  readonly job = input.required<Job>();
  protected readonly text = computed(() => stepText(this.job()));
}
