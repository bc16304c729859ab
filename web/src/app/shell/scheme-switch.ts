import { Component, inject } from '@angular/core';
import { Icon, IconName } from '../ui/icon';
import { Scheme, SchemeChoice } from '../ui/scheme';

/** Light, dark, or as the system says: three buttons of which one is pressed. */
@Component({
  selector: 'ohm-scheme-switch',
  imports: [Icon],
  template: `
    <div class="switch" role="group" i18n-aria-label aria-label="Colours">
      @for (option of options; track option.scheme) {
        <button
          type="button"
          class="switch__option"
          [attr.aria-pressed]="scheme() === option.scheme"
          [attr.aria-label]="option.label"
          [title]="option.label"
          (click)="choose(option.scheme)"
        >
          <ohm-icon [name]="option.icon" />
        </button>
      }
    </div>
  `,
  styles: `
    .switch {
      display: inline-grid;
      grid-auto-flow: column;
      border: 1px solid var(--line);
      border-radius: 2rem;
      padding: 2px;
    }
    .switch__option {
      display: grid;
      place-items: center;
      width: 2.75rem;
      height: 2rem;
      padding: 0;
      border: 0;
      border-radius: 2rem;
      background: none;
      color: var(--muted);
      cursor: pointer;
    }
    .switch__option[aria-pressed='true'] {
      background: var(--sunken);
      color: var(--ink);
    }
    ohm-icon {
      width: 1.125rem;
      height: 1.125rem;
    }
  `,
})
export class SchemeSwitch {
  private readonly choice = inject(SchemeChoice);

  protected readonly scheme = this.choice.scheme.asReadonly();
  protected readonly options: { scheme: Scheme; icon: IconName; label: string }[] = [
    { scheme: 'light', icon: 'sun', label: $localize`Light` },
    { scheme: 'dark', icon: 'moon', label: $localize`Dark` },
    { scheme: 'system', icon: 'system', label: $localize`As the system` },
  ];

  protected choose(scheme: Scheme): void {
    this.choice.choose(scheme);
  }
}
