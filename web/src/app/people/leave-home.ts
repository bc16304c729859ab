import { HttpClient } from '@angular/common/http';
import {
  Component,
  DOCUMENT,
  ElementRef,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { NewInvitation } from '../api/types';
import { HomeDirectory } from '../home/home-directory';
import { Icon } from '../ui/icon';
import { LinkOnce, addressWithToken } from './link-once';

/** The end of a home for its people: somebody else takes it over, or nothing of it remains. */
@Component({
  selector: 'ohm-leave-home',
  imports: [Icon, LinkOnce, RouterLink],
  templateUrl: './leave-home.html',
  styleUrl: './people.scss',
})
export class LeaveHome {
  private readonly http = inject(HttpClient);
  private readonly homes = inject(HomeDirectory);
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  private readonly deletion = viewChild.required<ElementRef<HTMLDialogElement>>('deletion');
  private readonly moving = viewChild.required<ElementRef<HTMLDialogElement>>('moving');

  readonly home = input.required<string>();

  protected readonly name = computed(() => this.homes.find(this.home())?.name ?? '');
  protected readonly typed = signal('');
  protected readonly isSure = computed(() => this.typed().trim() === this.name().trim());
  protected readonly person = signal('');
  protected readonly withPast = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly made = signal<{ name: string; address: string } | null>(null);

  protected ask(which: 'deletion' | 'moving'): void {
    this.typed.set('');
    this.person.set('');
    this.withPast.set(false);
    this.failure.set(null);
    this.made.set(null);
    this.dialog(which).showModal();
  }

  protected close(which: 'deletion' | 'moving'): void {
    this.dialog(which).close();
  }

  protected write(into: 'typed' | 'person', event: Event): void {
    this[into].set((event.target as HTMLInputElement).value);
  }

  protected async erase(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.isSure()) {
      return;
    }
    await this.attempt(async () => {
      await firstValueFrom(this.http.delete(`api/v1/homes/${this.home()}`));
      this.close('deletion');
      await this.homes.reload();
      await this.router.navigateByUrl('/homes');
    });
  }

  protected async handOver(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.person().trim();
    if (name === '') {
      this.failure.set($localize`Say who is to have the home.`);
      return;
    }
    await this.attempt(async () => {
      const { invitation, token } = await firstValueFrom(
        this.http.post<NewInvitation>(`api/v1/homes/${this.home()}/handover`, {
          name,
          with_past: this.withPast(),
        }),
      );
      const address = addressWithToken(this.document.baseURI, 'invitation', token);
      this.made.set({ name: invitation.name, address });
    });
  }

  private dialog(which: 'deletion' | 'moving'): HTMLDialogElement {
    return (which === 'deletion' ? this.deletion() : this.moving()).nativeElement;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await work();
    } catch (error) {
      const failure = failureFrom(error);
      this.failure.set(failure.fields[0]?.detail ?? failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }
}
