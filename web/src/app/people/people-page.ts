import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input } from '@angular/core';
import { failureFrom } from '../api/problem';
import { MemberList as Members, VisitList as Visits } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { LoadError } from '../ui/load-error';
import { InvitationList } from './invitation-list';
import { MemberList } from './member-list';
import { VisitList } from './visit-list';

/** Who belongs to a home, who is invited, and who looked in. */
@Component({
  selector: 'ohm-people-page',
  imports: [InvitationList, LoadError, MemberList, VisitList],
  template: `
    @if (failure(); as message) {
      <ohm-load-error [message]="message" (retry)="members.reload()" />
    } @else {
      <ohm-member-list [home]="home()" [members]="list()" (changed)="members.reload()" />
    }
    @if (canManage()) {
      <ohm-invitation-list [home]="home()" />
    }
    @if (visits.hasValue() && visits.value().items.length > 0) {
      <ohm-visit-list [home]="home()" [visits]="visits.value().items" (changed)="visits.reload()" />
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-6);
    }
  `,
})
export default class PeoplePage {
  private readonly homes = inject(HomeDirectory);

  readonly home = input.required<string>();

  protected readonly members = httpResource<Members>(() => `api/v1/homes/${this.home()}/members`);
  protected readonly visits = httpResource<Visits>(() => `api/v1/homes/${this.home()}/visits`);
  protected readonly list = computed(() =>
    this.members.hasValue() ? this.members.value().items : null,
  );
  protected readonly failure = computed(() => {
    const error = this.members.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly canManage = computed(() => this.homes.can('people.manage'));
}
