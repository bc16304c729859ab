import { httpResource } from '@angular/common/http';
import { Component, ElementRef, computed, inject, input, signal, viewChild } from '@angular/core';
import { failureFrom } from '../api/problem';
import { Permission, PermissionList } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { CodeEntry } from './code-entry';
import { ConsentCard } from './consent-card';

/** Which providers asked to see the home, what they may see, and the admin's answers. */
@Component({
  selector: 'ohm-consent-page',
  imports: [CodeEntry, ConsentCard, Icon, LoadError],
  template: `
    @if (!canGive()) {
      <p class="note" [id]="reasonId">
        <ohm-icon name="info" />
        <span i18n
          >You read what this home consented to. Only an admin of the home answers requests and
          withdraws consents.</span
        >
      </p>
    }
    <p
      #news
      data-news
      class="news"
      [class.news--none]="said() === null"
      role="status"
      tabindex="-1"
    >
      @if (said(); as text) {
        <span class="note"><ohm-icon name="check" />{{ text }}</span>
      }
    </p>
    @if (failure(); as message) {
      <ohm-load-error [message]="message" (retry)="list.reload()" />
    } @else if (!list.hasValue()) {
      <div class="card"><div class="skeleton wait"></div></div>
    } @else {
      @for (group of groups(); track group.id) {
        <section [attr.aria-labelledby]="group.id" [attr.data-group]="group.id">
          <h2 [id]="group.id">{{ group.name }}</h2>
          @for (permission of group.permissions; track permission.id) {
            <ohm-consent-card
              [home]="home()"
              [permission]="permission"
              [zone]="zone()"
              [now]="now()"
              [canGive]="canGive()"
              [reasonId]="reasonId"
              (changed)="tell($event)"
            />
          }
        </section>
      } @empty {
        <section class="card" data-empty>
          <h2 i18n>Nobody outside sees this home</h2>
          <p class="muted" i18n>
            No provider has asked yet. A provider is an energy company, or another one, that may see
            a part of a home’s figures while its admin consents.
          </p>
        </section>
      }
    }
    <ohm-code-entry
      [home]="home()"
      [canGive]="canGive()"
      [reasonId]="reasonId"
      (takenUp)="tell($event)"
    />
  `,
  styles: `
    :host,
    section:not(.card) {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-6);
    }
    section:not(.card) {
      gap: var(--space-4);
    }
    .wait {
      height: 16rem;
    }
    .news:focus {
      outline: none;
    }
    .news--none {
      position: absolute;
    }
    .card > p {
      margin-top: var(--space-2);
    }
  `,
})
export default class ConsentPage {
  private readonly homes = inject(HomeDirectory);
  private readonly news = viewChild.required<ElementRef<HTMLElement>>('news');

  readonly home = input.required<string>();

  protected readonly reasonId = 'consent-why-not';
  protected readonly list = httpResource<PermissionList>(
    () => `api/v1/homes/${this.home()}/permissions`,
  );
  protected readonly failure = computed(() => {
    const error = this.list.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly canGive = computed(() => this.homes.can('consents.give'));
  protected readonly zone = computed(() => this.homes.find(this.home())?.time_zone ?? 'UTC');
  /** When the list was read. */
  protected readonly now = computed(() => (this.list.hasValue() ? Date.now() : 0));
  protected readonly groups = computed(() => {
    const items = this.list.hasValue() ? this.list.value().items : [];
    const newestFirst = [...items].sort((a, b) => lastChange(b) - lastChange(a));
    const inState = (...states: Permission['state'][]): Permission[] =>
      newestFirst.filter(({ state }) => states.includes(state));
    return [
      { id: 'open', name: $localize`Waiting for an answer`, permissions: inState('requested') },
      { id: 'in-force', name: $localize`Accepted`, permissions: inState('accepted') },
      {
        id: 'over',
        name: $localize`Over`,
        permissions: inState(
          'rejected',
          'timed_out',
          'revoked',
          'terminated',
          'expired',
          'fulfilled',
        ),
      },
    ].filter(({ permissions }) => permissions.length > 0);
  });
  protected readonly said = signal<string | null>(null);

  /** What was clicked is gone or elsewhere: whoever uses a keyboard goes on from the sentence. */
  protected tell(sentence: string): void {
    this.said.set(sentence);
    this.list.reload();
    this.news().nativeElement.focus();
  }
}

function lastChange(permission: Permission): number {
  return Math.max(...permission.history.map(({ at }) => Date.parse(at)));
}
