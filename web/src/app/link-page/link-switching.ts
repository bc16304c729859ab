import { HttpClient } from '@angular/common/http';
import { Injectable, effect, inject, signal, untracked } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Command } from '../api/types';
import { SwitchOutcome } from '../devices-page/switching';
import { LinkHome } from './link-home';

/** As long as the server keeps what was asked for. */
const patienceMs = 90_000;
/** A confirmation is news; after that the device's state says enough. */
const newsMs = 8_000;

/**
 * Switches devices by a link, as Switching does for people. A link may not ask what came of its command: that the
 * device has followed, its own state says.
 */
@Injectable()
export class LinkSwitching {
  private readonly http = inject(HttpClient);
  private readonly home = inject(LinkHome);
  private readonly all = signal<ReadonlyMap<string, SwitchOutcome>>(new Map());

  constructor() {
    effect(() => {
      const { switches } = this.home.values();
      const all = this.all();
      untracked(() => {
        for (const [device, outcome] of all) {
          if (outcome.state === 'pending' && switches[device]?.state === onOrOff(outcome.on)) {
            this.settle(device, { on: outcome.on, state: 'confirmed', detail: '' });
          }
        }
      });
    });
  }

  outcome(device: string): SwitchOutcome | undefined {
    return this.all().get(device);
  }

  async switch(home: string, device: string, on: boolean, confirmed: boolean): Promise<void> {
    if (this.outcome(device)?.state === 'pending') {
      return;
    }
    const outcome: SwitchOutcome = { on, state: 'pending', detail: '' };
    this.note(device, outcome);
    try {
      await firstValueFrom(
        this.http.post<Command>(`api/v1/homes/${home}/devices/${device}/actions`, {
          on,
          confirmed,
        }),
      );
      setTimeout(() => {
        if (this.outcome(device) === outcome) {
          this.note(device, { on, state: 'failed', detail: noAnswer });
        }
      }, patienceMs);
    } catch (error) {
      this.note(device, { on, state: 'failed', detail: failureFrom(error).message });
    }
  }

  private settle(device: string, outcome: SwitchOutcome): void {
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

function onOrOff(on: boolean): string {
  return on ? 'on' : 'off';
}

const noAnswer = $localize`The home did not answer in time.`;
