import { HttpClient, httpResource } from '@angular/common/http';
import {
  Component,
  DOCUMENT,
  ElementRef,
  computed,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { ResetLink, UserList } from '../api/types';
import { longDateWithYear } from '../energy/home-clock';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LinkOnce, addressWithToken } from '../people/link-once';
import { LoadError } from '../ui/load-error';

/** The users of the server, for those who operate it. What homes they belong to is not theirs to know. */
@Component({
  selector: 'ohm-users-page',
  imports: [Icon, LinkOnce, LoadError],
  templateUrl: './users-page.html',
  styleUrl: '../people/people.scss',
})
export default class UsersPage {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly locale = inject(FormatLanguage).locale;

  protected readonly users = httpResource<UserList>(() => 'api/v1/users');
  protected readonly loadFailure = computed(() => {
    const error = this.users.error();
    return error ? failureFrom(error).message : null;
  });
  private readonly document = inject(DOCUMENT);

  /** Of the link that was just made. It is never shown again. */
  protected readonly made = signal<{ name: string; address: string } | null>(null);
  private readonly question = viewChild.required<ElementRef<HTMLDialogElement>>('question');
  /** Who is asked about being deleted, and why that was refused. */
  protected readonly asked = signal<{ id: string; name: string } | null>(null);
  protected readonly refusal = signal<string | null>(null);

  protected readonly busy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly rows = computed(() => {
    const users = this.users.hasValue() ? this.users.value().items : [];
    const operators = users.filter((user) => user.server_role === 'operator' && !user.disabled);
    const me = this.homes.person()?.id;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return users.map((user) => ({
      ...user,
      isMe: user.id === me,
      isOperator: user.server_role === 'operator',
      isLastOperator: operators.length === 1 && operators[0]?.id === user.id,
      since: longDateWithYear(Date.parse(user.created_at), this.locale(), zone),
      disableLabel: user.disabled
        ? $localize`Let ${user.name}:name: in again`
        : $localize`Disable ${user.name}:name:`,
      eraseLabel: $localize`Delete ${user.name}:name:`,
      resetLabel: $localize`New password link for ${user.name}:name:`,
      operateLabel: $localize`${user.name}:name: operates the server`,
    }));
  });

  protected setDisabled(user: string, disabled: boolean): Promise<void> {
    return this.change(user, { disabled });
  }

  protected async setOperator(user: string, event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    await this.change(user, { server_role: box.checked ? 'operator' : 'none' });
    box.checked = this.rows().find((row) => row.id === user)?.isOperator ?? false;
  }

  protected async makeLink(user: string, name: string): Promise<void> {
    await this.run(async () => {
      const { token } = await firstValueFrom(
        this.http.post<ResetLink>(`api/v1/users/${user}/reset-link`, {}),
      );
      this.made.set({ name, address: addressWithToken(this.document.baseURI, 'reset', token) });
    });
  }

  protected ask(id: string, name: string): void {
    this.asked.set({ id, name });
    this.refusal.set(null);
    this.question().nativeElement.showModal();
  }

  protected close(): void {
    this.question().nativeElement.close();
  }

  protected async erase(event: Event): Promise<void> {
    event.preventDefault();
    this.busy.set(true);
    this.refusal.set(null);
    try {
      await firstValueFrom(this.http.delete(`api/v1/users/${this.asked()?.id}`));
      this.close();
    } catch (error) {
      this.refusal.set(failureFrom(error).message);
    } finally {
      this.busy.set(false);
    }
    this.users.reload();
  }

  private async change(user: string, changes: object): Promise<void> {
    await this.run(async () => {
      await firstValueFrom(this.http.patch(`api/v1/users/${user}`, changes));
      if (user === this.homes.person()?.id) {
        await this.homes.reload();
      }
    });
    this.users.reload();
  }

  private async run(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await work();
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
