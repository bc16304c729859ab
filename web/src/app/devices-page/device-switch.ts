import { Component, ElementRef, computed, input, inject, viewChild } from '@angular/core';
import { Icon } from '../ui/icon';
import { Switching } from './switching';

/**
 * The switch of one device. It shows what the device says, not what was asked for: until the device confirms, it is
 * pending. What heats or charges asks once more first.
 */
@Component({
  selector: 'ohm-device-switch',
  imports: [Icon],
  templateUrl: './device-switch.html',
  styleUrl: './device-switch.scss',
})
export class DeviceSwitch {
  private readonly switching = inject(Switching);
  private readonly question = viewChild.required<ElementRef<HTMLDialogElement>>('question');

  readonly home = input.required<string>();
  readonly device = input.required<string>();
  readonly name = input.required<string>();
  /** What the device says: on, off, unavailable, or nothing. */
  readonly state = input.required<string | null>();
  readonly mustConfirm = input.required<boolean>();
  /** Whether what the device says is of now. */
  readonly isConnected = input.required<boolean>();

  protected readonly isOn = computed(() => this.state() === 'on');
  private readonly outcome = computed(() => this.switching.outcome(this.device()));
  protected readonly isPending = computed(() => this.outcome()?.state === 'pending');
  protected readonly isConfirmed = computed(() => {
    const outcome = this.outcome();
    return outcome?.state === 'confirmed' && outcome.on === this.isOn();
  });
  protected readonly failure = computed(() => {
    const outcome = this.outcome();
    return outcome?.state === 'failed' ? outcome.detail : '';
  });
  protected readonly isOutOfReach = computed(
    () => !this.isConnected() || this.state() === 'unavailable',
  );
  protected readonly word = computed(() => {
    const outcome = this.outcome();
    if (outcome?.state === 'pending') {
      return outcome.on ? $localize`switching on…` : $localize`switching off…`;
    }
    const state = this.state();
    return state === null ? $localize`not known` : (stateWords[state] ?? state);
  });
  /** For those who hear the page: only what came of their own doing, not every change of the device. */
  protected readonly heard = computed(() => {
    if (this.isPending()) {
      return this.outcome()?.on
        ? $localize`Switching ${this.name()}:device: on.`
        : $localize`Switching ${this.name()}:device: off.`;
    }
    return this.isConfirmed()
      ? this.isOn()
        ? $localize`${this.name()}:device: confirmed that it is on.`
        : $localize`${this.name()}:device: confirmed that it is off.`
      : '';
  });

  protected ask(): void {
    if (this.isPending()) {
      return;
    }
    if (this.mustConfirm()) {
      this.question().nativeElement.showModal();
    } else {
      this.act(false);
    }
  }

  protected act(confirmed: boolean): void {
    this.close();
    void this.switching.switch(this.home(), this.device(), !this.isOn(), confirmed);
  }

  protected close(): void {
    this.question().nativeElement.close();
  }
}

const stateWords: Record<string, string> = {
  on: $localize`on`,
  off: $localize`off`,
  unavailable: $localize`not reachable`,
};
