import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { Icon } from '../ui/icon';
import { Switching } from './switching';

/**
 * The switch of one device. It shows what the device says, not what was asked for: until the device confirms, it is
 * pending. What heats or charges asks once more first.
 */
@Component({
  selector: 'ohm-device-switch',
  imports: [Icon],
  template: `
    @if (isAsking()) {
      <span class="ask" role="group" [attr.aria-label]="question()">
        <span class="small">{{ question() }}</span>
        <button
          type="button"
          class="button button--small button--primary"
          (click)="act(true)"
          data-confirm
        >
          @if (isOn()) {
            <ng-container i18n>Switch off</ng-container>
          } @else {
            <ng-container i18n>Switch on</ng-container>
          }
        </button>
        <button
          type="button"
          class="button button--small button--quiet"
          (click)="isAsking.set(false)"
          i18n
        >
          Cancel
        </button>
      </span>
    } @else {
      <button
        type="button"
        class="switch"
        role="switch"
        [attr.aria-checked]="isOn()"
        [attr.aria-busy]="isPending()"
        [disabled]="isPending() || state() === 'unavailable'"
        [class.switch--pending]="isPending()"
        [attr.aria-label]="name()"
        (click)="ask()"
      >
        <span class="switch__knob" aria-hidden="true"></span>
      </button>
      <span class="small word" role="status">{{ word() }}</span>
    }
    @if (failure(); as text) {
      <span class="failure small" role="alert"><ohm-icon name="warning" />{{ text }}</span>
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }
    .switch {
      position: relative;
      width: 2.75rem;
      height: 1.5rem;
      padding: 0;
      border: 1px solid var(--line-strong);
      border-radius: 1rem;
      background: var(--sunken);
      cursor: pointer;
      transition: background 120ms ease;
    }
    .switch::after {
      content: '';
      position: absolute;
      inset: -0.625rem 0;
    }
    .switch__knob {
      position: absolute;
      top: 2px;
      left: 2px;
      width: calc(1.5rem - 6px);
      height: calc(1.5rem - 6px);
      border-radius: 50%;
      background: var(--muted);
      transition: transform 120ms ease;
    }
    .switch[aria-checked='true'] {
      background: var(--ink);
      border-color: var(--ink);
    }
    .switch[aria-checked='true'] .switch__knob {
      transform: translateX(1.25rem);
      background: var(--surface);
    }
    .switch:disabled {
      cursor: not-allowed;
      opacity: 0.55;
    }
    .switch--pending .switch__knob {
      animation: wait 900ms ease-in-out infinite alternate;
    }
    @keyframes wait {
      to {
        opacity: 0.3;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .switch--pending .switch__knob {
        animation: none;
      }
    }
    .word {
      color: var(--muted);
    }
    .ask {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }
    .failure {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
      color: var(--danger);
    }
    .failure ohm-icon {
      width: 1rem;
      height: 1rem;
      flex: none;
    }
  `,
})
export class DeviceSwitch {
  private readonly switching = inject(Switching);

  readonly home = input.required<string>();
  readonly device = input.required<string>();
  readonly name = input.required<string>();
  /** What the device says: on, off, unavailable, or nothing. */
  readonly state = input.required<string | null>();
  readonly mustConfirm = input.required<boolean>();

  protected readonly isAsking = linkedSignal<string, boolean>({
    source: this.device,
    computation: () => false,
  });
  protected readonly isOn = computed(() => this.state() === 'on');
  private readonly outcome = computed(() => this.switching.outcome(this.device()));
  protected readonly isPending = computed(() => this.outcome()?.state === 'pending');
  protected readonly failure = computed(() => {
    const outcome = this.outcome();
    return outcome?.state === 'failed' ? outcome.detail : null;
  });
  protected readonly word = computed(() => {
    if (this.isPending()) {
      return this.outcome()?.on ? $localize`switching on…` : $localize`switching off…`;
    }
    const state = this.state();
    return state === null ? '' : (stateWords[state] ?? state);
  });
  protected readonly question = computed(() =>
    this.isOn()
      ? $localize`Switch ${this.name()}:device: off?`
      : $localize`Switch ${this.name()}:device: on?`,
  );

  protected ask(): void {
    if (this.mustConfirm()) {
      this.isAsking.set(true);
    } else {
      this.act(false);
    }
  }

  protected act(confirmed: boolean): void {
    this.isAsking.set(false);
    void this.switching.switch(this.home(), this.device(), !this.isOn(), confirmed);
  }
}

const stateWords: Record<string, string> = {
  on: $localize`on`,
  off: $localize`off`,
  unavailable: $localize`not reachable`,
};
