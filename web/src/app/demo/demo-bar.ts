import { HttpClient, httpResource } from '@angular/common/http';
import { Component, afterRenderEffect, computed, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Demo, DemoResult } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { LiveHome } from '../live/live-home';
import { Icon, IconName, isIconName } from '../ui/icon';
import { showsEffect, Before } from './demo-effect';
import { timingOf } from './demo-timing';

interface Run {
  readonly id: string;
  readonly before: Before;
  /** Times of this browser's steady clock, and what the server answered. */
  readonly sent: number;
  readonly answered: number | null;
  readonly seen: number | null;
  readonly answer: DemoResult | null;
}

const patienceMs = 15_000;

/** Buttons that make something happen in the simulated home, and how long it took to reach this screen. */
@Component({
  selector: 'ohm-demo-bar',
  imports: [Icon],
  templateUrl: './demo-bar.html',
  styleUrl: './demo-bar.scss',
})
export class DemoBar {
  private readonly http = inject(HttpClient);
  private readonly live = inject(LiveHome);
  private readonly homes = inject(HomeDirectory);

  private readonly demo = httpResource<Demo>(() => 'api/v1/demo');
  private readonly offered = computed(() => {
    const home = this.homes.current()?.id;
    return home && this.demo.hasValue() ? (this.demo.value().actions[home] ?? []) : [];
  });
  protected readonly actions = computed(() =>
    this.offered().map((action) => ({
      id: action.id,
      label: labels[action.id] ?? action.label,
      icon: iconFor(action.id),
    })),
  );
  /** Folded away on phones until asked for; the choice holds for this visit. */
  protected readonly isOpen = signal(matchMedia('(min-width: 60rem)').matches);
  protected readonly running = signal<string | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly result = computed(() => {
    const run = this.run();
    return run?.answer && run.answered !== null && run.seen !== null
      ? timingOf({ sent: run.sent, answered: run.answered, seen: run.seen }, run.answer)
      : null;
  });
  protected readonly quiet = signal<string | null>(null);

  private readonly run = signal<Run | null>(null);
  private patience: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    // Runs after Angular has written the new values into the page; the paint follows within the same frame.
    afterRenderEffect({
      read: () => {
        const values = this.live.values();
        const run = this.run();
        if (
          run &&
          run.seen === null &&
          showsEffect(run.id, run.before, values, this.live.channelList())
        ) {
          requestAnimationFrame(() => setTimeout(() => this.markSeen(run.id, performance.now())));
        }
      },
    });
  }

  protected toggle(): void {
    this.isOpen.update((isOpen) => !isOpen);
  }

  protected async start(id: string): Promise<void> {
    clearTimeout(this.patience);
    this.failure.set(null);
    this.quiet.set(null);
    this.running.set(id);
    const values = this.live.values();
    this.run.set({
      id,
      before: {
        power: values.power,
        untracked: values.balance?.untracked ?? null,
        state: values.connection?.state ?? '',
      },
      sent: performance.now(),
      answered: null,
      seen: null,
      answer: null,
    });
    try {
      const answer = await firstValueFrom(
        this.http.post<DemoResult>(`api/v1/demo/${id}`, { home: this.homes.current()?.id }),
      );
      const answered = performance.now();
      this.run.update((run) => (run?.id === id ? { ...run, answered, answer } : run));
      this.patience = setTimeout(() => this.giveUp(id), patienceMs);
    } catch (error) {
      this.run.set(null);
      this.failure.set(failureFrom(error).message);
    } finally {
      this.running.set(null);
    }
  }

  private markSeen(id: string, at: number): void {
    this.run.update((run) => (run?.id === id && run.seen === null ? { ...run, seen: at } : run));
  }

  private giveUp(id: string): void {
    const run = this.run();
    if (run?.id === id && run.seen === null) {
      this.run.set(null);
      this.quiet.set(
        id === 'reset_meter'
          ? $localize`The meter was reset. Today’s totals must not change.`
          : $localize`Sent. Nothing visible changed.`,
      );
    }
  }
}

const labels: Record<string, string> = {
  kettle: $localize`Boil the kettle`,
  car: $localize`Plug in the car`,
  cloud: $localize`Cloud`,
  sunny_noon: $localize`Sunny noon`,
  cut: $localize`Cut Home Assistant for 30 s`,
  reset_meter: $localize`Reset the meter`,
};

function iconFor(action: string): IconName {
  const icons: Record<string, IconName> = { sunny_noon: 'solar', reset_meter: 'reset' };
  return icons[action] ?? (isIconName(action) ? action : 'bolt');
}
