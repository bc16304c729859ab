import { HttpClient } from '@angular/common/http';
import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Job } from './file-types';

const lookEveryMs = 400;

/** One job of the person: started by a page, and looked at until it is over. Provided by the component. */
@Injectable()
export class JobWatch {
  private readonly http = inject(HttpClient);

  readonly job = signal<Job | null>(null);
  readonly failure = signal<string | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  /** Shows the job, and follows it while it runs. */
  follow(job: Job): void {
    this.failure.set(null);
    this.job.set(job);
    clearTimeout(this.timer);
    if (job.state === 'running') {
      this.timer = setTimeout(() => void this.look(job.id), lookEveryMs);
    }
  }

  forget(): void {
    clearTimeout(this.timer);
    this.job.set(null);
    this.failure.set(null);
  }

  private async look(id: string): Promise<void> {
    try {
      this.follow(await firstValueFrom(this.http.get<Job>(`api/v1/jobs/${id}`)));
    } catch (error) {
      const failure = failureFrom(error);
      if (failure.status === 404) {
        this.job.set(null);
        this.failure.set(
          $localize`The server was started anew. What was recorded stays: choose the file again, and the rest is added.`,
        );
      } else {
        // It goes on without this page, so the page asks again.
        this.failure.set(failure.message);
        this.timer = setTimeout(() => void this.look(id), 10 * lookEveryMs);
      }
    }
  }
}
