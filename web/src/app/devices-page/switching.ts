import { HttpClient } from '@angular/common/http';
import { Service, inject, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Command } from '../api/types';

/** What came of switching a device: it waits for the device, the device has confirmed it, or it failed. */
export interface SwitchOutcome {
  readonly on: boolean;
  readonly state: 'pending' | 'confirmed' | 'failed';
  /** Of a failure, one sentence. */
  readonly detail: string;
}

const lookEveryMs = 400;
/** A browser that asks for longer than the server keeps the command open gets no other answer. */
const patienceMs = 120_000;
/** A confirmation is news; after that the device's state says enough. */
const newsMs = 8_000;

/** Switches devices, and follows each until the device itself has confirmed it. */
@Service()
export class Switching {
  private readonly http = inject(HttpClient);
  private readonly all = signal<ReadonlyMap<string, SwitchOutcome>>(new Map());

  outcome(device: string): SwitchOutcome | undefined {
    return this.all().get(device);
  }

  forget(): void {
    this.all.set(new Map());
  }

  async switch(home: string, device: string, on: boolean, confirmed: boolean): Promise<void> {
    if (this.outcome(device)?.state === 'pending') {
      return;
    }
    this.note(device, { on, state: 'pending', detail: '' });
    try {
      const asked = await firstValueFrom(
        this.http.post<Command>(`api/v1/homes/${home}/devices/${device}/actions`, {
          on,
          confirmed,
        }),
      );
      const done = await this.follow(asked);
      if (done.state === 'done') {
        this.confirm(device, on);
      } else {
        this.note(device, { on, state: 'failed', detail: done.detail || noAnswer });
      }
    } catch (error) {
      this.note(device, { on, state: 'failed', detail: failureFrom(error).message });
    }
  }

  private async follow(asked: Command): Promise<Command> {
    const end = Date.now() + patienceMs;
    let command = asked;
    while ((command.state === 'open' || command.state === 'sent') && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      command = await firstValueFrom(this.http.get<Command>(`api/v1/commands/${asked.id}`));
    }
    return command;
  }

  private confirm(device: string, on: boolean): void {
    const outcome: SwitchOutcome = { on, state: 'confirmed', detail: '' };
    this.note(device, outcome);
    setTimeout(() => {
      this.all.update((all) =>
        all.get(device) === outcome ? new Map([...all].filter(([id]) => id !== device)) : all,
      );
    }, newsMs);
  }

  private note(device: string, outcome: SwitchOutcome): void {
    this.all.update((all) => new Map(all).set(device, outcome));
  }
}

const noAnswer = $localize`The home did not answer in time.`;
