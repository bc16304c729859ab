import { HttpClient } from '@angular/common/http';
import { Component, ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { EndPermission } from '../api/types';
import { Icon } from '../ui/icon';

export interface EndingConsent {
  readonly permission: string;
  readonly name: string;
}

/** Asks how a consent is to end on the provider's side, and ends it. */
@Component({
  selector: 'ohm-end-consent',
  imports: [Icon],
  template: `
    <dialog #dialog aria-labelledby="end-heading">
      <form class="fields" novalidate (submit)="end($event)">
        <h2 id="end-heading" i18n>End the consent of {{ ending()?.name }}?</h2>
        <p class="muted" i18n>
          From this moment on you see nothing of this home. What you saw before is not asked for
          again; a new consent takes a new request.
        </p>
        <fieldset>
          <legend class="field__label" i18n>Why</legend>
          <label class="choice">
            <input
              type="radio"
              name="end"
              [checked]="state() === 'fulfilled'"
              (change)="state.set('fulfilled')"
            />
            <ng-container i18n>Its purpose is fulfilled</ng-container>
          </label>
          <label class="choice">
            <input
              type="radio"
              name="end"
              [checked]="state() === 'terminated'"
              (change)="state.set('terminated')"
            />
            <ng-container i18n>We give it up</ng-container>
          </label>
        </fieldset>
        <div aria-live="polite">
          @if (failure(); as message) {
            <p class="note note--error"><ohm-icon name="warning" />{{ message }}</p>
          }
        </div>
        <div class="actions">
          <button type="submit" class="button button--danger" [disabled]="isBusy()" i18n>
            End it
          </button>
          <button type="button" class="button button--quiet" (click)="close()" i18n>Cancel</button>
        </div>
      </form>
    </dialog>
  `,
  styleUrl: '../people/people.scss',
})
export class EndConsent {
  private readonly http = inject(HttpClient);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  /** The consent has ended. */
  readonly over = output();

  protected readonly ending = signal<EndingConsent | null>(null);
  protected readonly state = signal<EndPermission['state']>('fulfilled');
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);

  ask(consent: EndingConsent): void {
    this.ending.set(consent);
    this.state.set('fulfilled');
    this.failure.set(null);
    this.dialog().nativeElement.showModal();
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }

  protected async end(event: Event): Promise<void> {
    event.preventDefault();
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      const wish: EndPermission = { state: this.state() };
      await firstValueFrom(
        this.http.post(`api/v1/providers/customers/${this.ending()?.permission}/end`, wish),
      );
      this.close();
      this.over.emit();
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
