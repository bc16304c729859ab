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
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Member } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { roleNames, roleWords, roles } from '../home/role-words';
import { Icon } from '../ui/icon';

/** The members of a home: their roles, and for admins what can be done about them. */
@Component({
  selector: 'ohm-member-list',
  imports: [Icon],
  templateUrl: './member-list.html',
  styleUrl: './people.scss',
})
export class MemberList {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly router = inject(Router);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly home = input.required<string>();
  /** null: not here yet. */
  readonly members = input.required<readonly Member[] | null>();

  readonly changed = output();

  protected readonly roles = roles.map((role) => ({
    role,
    name: roleNames[role],
    what: `${roleNames[role]}: ${roleWords[role]}`,
  }));
  protected readonly canManage = computed(() => this.homes.can('people.manage'));
  protected readonly canLeave = computed(() => this.homes.can('home.leave'));
  protected readonly rows = computed(() => {
    const members = this.members() ?? [];
    const admins = members.filter((member) => member.role === 'admin').length;
    const me = this.homes.person()?.id;
    return members.map((member) => ({
      ...member,
      roleName: roleNames[member.role] ?? member.role,
      isMe: member.user === me,
      isLastAdmin: member.role === 'admin' && admins === 1,
      roleLabel: $localize`Role of ${member.name}:name:`,
      removeLabel: $localize`Remove ${member.name}:name:`,
    }));
  });
  /** Somebody who belongs to the home otherwise than as a member has nothing to leave. */
  protected readonly isMember = computed(() => this.rows().some((row) => row.isMe));
  protected readonly busy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly leaving = signal<{ user: string; name: string; isMe: boolean } | null>(null);

  protected async changeRole(user: string, event: Event): Promise<void> {
    const select = event.target as HTMLSelectElement;
    const before = this.rows().find((row) => row.user === user)?.role ?? '';
    const done = await this.run(() =>
      firstValueFrom(this.http.patch(`${this.url()}/${user}`, { role: select.value })),
    );
    if (!done) {
      select.value = before;
    } else if (user === this.homes.person()?.id) {
      await this.homes.reload();
    }
  }

  protected ask(user: string, name: string, isMe: boolean): void {
    this.leaving.set({ user, name, isMe });
    this.failure.set(null);
    this.dialog().nativeElement.showModal();
  }

  protected close(): void {
    this.dialog().nativeElement.close();
  }

  protected async goAhead(): Promise<void> {
    const leaving = this.leaving();
    if (!leaving) {
      return;
    }
    const done = await this.run(() =>
      firstValueFrom(
        leaving.isMe
          ? this.http.post(`api/v1/homes/${this.home()}/leave`, {})
          : this.http.delete(`${this.url()}/${leaving.user}`),
      ),
    );
    this.close();
    if (done && leaving.isMe) {
      await this.homes.reload();
      if (!this.homes.find(this.home())) {
        await this.router.navigateByUrl('/homes');
      }
    }
  }

  private async run(work: () => Promise<unknown>): Promise<boolean> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      await work();
      this.changed.emit();
      return true;
    } catch (error) {
      this.failure.set(failureFrom(error).message);
      return false;
    } finally {
      this.busy.set(false);
    }
  }

  private readonly url = computed(() => `api/v1/homes/${this.home()}/members`);
}
