import { NgTemplateOutlet } from '@angular/common';
import { HttpClient } from '@angular/common/http';
import {
  Component,
  ElementRef,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Permission } from '../api/types';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { AcceptForm } from './accept-form';
import { isPart } from './consent-draft';
import { ConsentTerms } from './consent-terms';
import { changeText, stateText, webAddress } from './consent-words';

/** One provider's request or consent: what it is about, how it stands, and what can be done about it. */
@Component({
  selector: 'ohm-consent-card',
  imports: [AcceptForm, ConsentTerms, Icon, NgTemplateOutlet],
  templateUrl: './consent-card.html',
  styleUrls: ['./facts.scss', './consent-card.scss'],
})
export class ConsentCard {
  private readonly http = inject(HttpClient);
  private readonly locale = inject(FormatLanguage).locale;
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly home = input.required<string>();
  readonly permission = input.required<Permission>();
  readonly zone = input.required<string>();
  /** When the list was read. */
  readonly now = input.required<number>();
  readonly canGive = input.required<boolean>();
  /** The id of the text that says why not. */
  readonly reasonId = input.required<string>();

  /** What has happened, in a sentence. */
  readonly changed = output<string>();

  protected readonly headingId = computed(() => `consent-${this.permission().id}`);
  protected readonly isOpen = computed(() => this.permission().state === 'requested');
  protected readonly isInForce = computed(() => this.permission().state === 'accepted');
  protected readonly isPart = computed(() => {
    const { asked, given } = this.permission();
    return given !== null && isPart(asked, given);
  });
  protected readonly state = computed(() =>
    stateText(this.permission(), this.now(), this.locale(), this.zone()),
  );
  protected readonly steps = computed(() =>
    this.permission().history.map((change) =>
      changeText(change, this.permission().provider.name, this.locale(), this.zone()),
    ),
  );
  protected readonly policy = computed(() => webAddress(this.permission().provider.policy_link));
  private readonly provider = computed(() => this.permission().provider.name);
  protected readonly acceptLabel = computed(
    () => $localize`Accept the request of ${this.provider()}:company:…`,
  );
  protected readonly rejectLabel = computed(
    () => $localize`Reject the request of ${this.provider()}:company:…`,
  );
  protected readonly withdrawLabel = computed(
    () => $localize`Withdraw the consent to ${this.provider()}:company:…`,
  );
  protected readonly isAnswering = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);

  protected ask(): void {
    this.failure.set(null);
    this.dialog().nativeElement.showModal();
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }

  protected async end(how: 'reject' | 'withdraw'): Promise<void> {
    this.isBusy.set(true);
    try {
      await firstValueFrom(
        this.http.post(
          `api/v1/homes/${this.home()}/permissions/${this.permission().id}/${how}`,
          null,
        ),
      );
      this.changed.emit(
        how === 'reject'
          ? $localize`The request of ${this.provider()}:company: is rejected.`
          : $localize`The consent to ${this.provider()}:company: is withdrawn. It sees nothing any more.`,
      );
    } catch (error) {
      const failure = failureFrom(error);
      if (failure.status === 409) {
        // Somebody else, or time, was faster.
        this.changed.emit(failure.message);
      } else {
        this.failure.set(failure.message);
      }
    } finally {
      this.close();
      this.isBusy.set(false);
    }
  }
}
