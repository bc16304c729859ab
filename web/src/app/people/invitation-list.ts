import { HttpClient, httpResource } from '@angular/common/http';
import { Component, DOCUMENT, computed, inject, input, signal } from '@angular/core';
import { FormField, form, maxLength, required } from '@angular/forms/signals';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { InvitationList as Invitations, NewInvitation } from '../api/types';
import { longDate } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { Role, roleNames, roleWords, roles } from '../home/role-words';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LinkOnce, addressWithToken } from './link-once';

/** Links by which people join the home: making one, and those that are still open. */
@Component({
  selector: 'ohm-invitation-list',
  imports: [FormField, Icon, LinkOnce],
  templateUrl: './invitation-list.html',
  styleUrl: './people.scss',
})
export class InvitationList {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly document = inject(DOCUMENT);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();

  protected readonly roles = roles.map((role) => ({
    role,
    what: `${roleNames[role]}: ${roleWords[role]}`,
  }));
  protected readonly invitations = httpResource<Invitations>(
    () => `api/v1/homes/${this.home()}/invitations`,
  );
  protected readonly rows = computed(() => {
    const zone = this.homes.find(this.home())?.time_zone ?? 'UTC';
    const open = this.invitations.hasValue() ? this.invitations.value().items : [];
    return open.map((invitation) => ({
      ...invitation,
      what:
        invitation.hand_over === 'no'
          ? (roleNames[invitation.role] ?? invitation.role)
          : $localize`Takes the home over`,
      until: longDate(Date.parse(invitation.expires_at), this.locale(), zone),
      withdrawLabel: $localize`Withdraw the invitation of ${invitation.name}:name:`,
    }));
  });
  protected readonly busy = signal(false);
  protected readonly hasTried = signal(false);
  protected readonly failure = signal<string | null>(null);
  /** Of the link that was just made. It is shown nowhere else, and never again. */
  protected readonly made = signal<{ name: string; address: string } | null>(null);

  private readonly model = signal<{ name: string; role: Role }>({ name: '', role: 'viewer' });
  protected readonly entry = form(this.model, (path) => {
    required(path.name, { message: $localize`Say whom the invitation is for.` });
    maxLength(path.name, 80, { message: $localize`At most 80 characters.` });
  });

  protected async invite(event: Event): Promise<void> {
    event.preventDefault();
    this.hasTried.set(true);
    if (this.entry().invalid()) {
      return;
    }
    await this.run(async () => {
      const { invitation, token } = await firstValueFrom(
        this.http.post<NewInvitation>(this.url(), this.model()),
      );
      const address = addressWithToken(this.document.baseURI, 'invitation', token);
      this.made.set({ name: invitation.name, address });
      this.model.set({ name: '', role: 'viewer' });
      this.hasTried.set(false);
    });
  }

  protected async withdraw(id: string): Promise<void> {
    await this.run(() => firstValueFrom(this.http.delete(`${this.url()}/${id}`)));
    this.made.set(null);
  }

  private async run(work: () => Promise<unknown>): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await work();
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.busy.set(false);
      this.invitations.reload();
    }
  }

  private readonly url = computed(() => `api/v1/homes/${this.home()}/invitations`);
}
