import {
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { FormField, email, form, required } from '@angular/forms/signals';
import { Router } from '@angular/router';
import { failureFrom } from '../api/problem';
import { Session } from '../auth/session';
import { HomeDirectory } from '../home/home-directory';
import { EntryFrame } from '../shell/entry-frame';
import { Icon } from '../ui/icon';

/** The way in: what this server offers, nothing else. */
@Component({
  selector: 'ohm-sign-in',
  imports: [EntryFrame, FormField, Icon],
  templateUrl: './sign-in.html',
  styleUrl: './sign-in.scss',
})
export default class SignIn {
  private readonly session = inject(Session);
  private readonly homes = inject(HomeDirectory);
  private readonly router = inject(Router);

  /** Where to go afterwards; only addresses inside the app are followed. */
  readonly return = input('/', { transform: (value: string | undefined) => value ?? '/' });

  /** Why signing in through a directory came to nothing; the server's short word for it. */
  readonly problem = input<string>();

  protected readonly ways = computed(() => this.session.info()?.ways);
  protected readonly roles = computed(() =>
    (this.ways()?.demo ?? []).map((role) => ({
      role,
      ...(demoRoles[role] ?? { name: role, what: '' }),
    })),
  );
  protected readonly directories = computed(() =>
    (this.ways()?.directories ?? []).map(({ id, name }) => ({
      name,
      // No page of ours: the server leads on from there.
      start: `api/v1/auth/oidc/${id}/start?return=${encodeURIComponent(this.return())}`,
    })),
  );
  protected readonly directoryFailure = computed(() => {
    const problem = this.problem();
    return problem ? (directoryFailures[problem] ?? directoryFailures['unauthenticated']) : null;
  });
  protected readonly isBusy = signal(false);
  protected readonly failure = signal<string | null>(null);
  protected readonly hasTried = signal(false);

  private readonly model = signal({ email: '', password: '' });
  protected readonly entry = form(this.model, (path) => {
    required(path.email, { message: $localize`Enter your e-mail address.` });
    email(path.email, { message: $localize`This is not an e-mail address.` });
    required(path.password, { message: $localize`Enter your password.` });
  });

  /** Set while the password is right and a code is due. */
  protected readonly secondStep = signal<string | null>(null);
  private readonly codeModel = signal({ code: '' });
  protected readonly codeEntry = form(this.codeModel);
  private readonly codeInput = viewChild<ElementRef<HTMLInputElement>>('codeInput');

  constructor() {
    effect(() => this.codeInput()?.nativeElement.focus());
    void this.session.ready().then(
      (info) => info.signed_in && this.leave(),
      () => this.failure.set($localize`Ohmstead does not answer. Try again in a moment.`),
    );
  }

  protected signIn(event: Event): void {
    event.preventDefault();
    this.hasTried.set(true);
    if (this.entry().invalid()) {
      return;
    }
    const { email, password } = this.model();
    void this.enter(
      async () => {
        this.secondStep.set(await this.session.signIn(email, password));
      },
      $localize`E-mail address or password is wrong.`,
    );
  }

  protected giveCode(event: Event): void {
    event.preventDefault();
    const token = this.secondStep() ?? '';
    void this.enter(
      async () => {
        await this.session.secondStep(token, this.codeModel().code);
        this.secondStep.set(null);
      },
      $localize`This is not the code that the app shows now, or it is used.`,
    );
  }

  protected startOver(): void {
    this.secondStep.set(null);
    this.failure.set(null);
    this.codeModel.set({ code: '' });
    this.model.update((known) => ({ ...known, password: '' }));
    this.hasTried.set(false);
  }

  protected enterDemo(role: string): void {
    void this.enter(
      () => this.session.enterDemo(role),
      $localize`The demo does not let anyone in right now.`,
    );
  }

  private async enter(attempt: () => Promise<void>, refused: string): Promise<void> {
    this.isBusy.set(true);
    this.failure.set(null);
    try {
      await attempt();
      if (this.secondStep() === null) {
        this.homes.clear();
        await this.leave();
      }
    } catch (error) {
      const failure = failureFrom(error);
      if (failure.status === 403) {
        // The code came too late: the password is asked for again.
        this.startOver();
      }
      this.failure.set(failure.status === 401 ? refused : failure.message);
    } finally {
      this.isBusy.set(false);
    }
  }

  private leave(): Promise<boolean> {
    const target = this.return();
    return this.router.navigateByUrl(
      target.startsWith('/') && !target.startsWith('//') ? target : '/',
    );
  }
}

const directoryFailures: Record<string, string> = {
  unauthenticated: $localize`Signing in did not succeed. Begin again; it has to happen in one browser, within ten minutes.`,
  unavailable: $localize`The directory does not answer at the moment. Try again later, or sign in with an account of this server.`,
  timeout: $localize`The directory does not answer at the moment. Try again later, or sign in with an account of this server.`,
  forbidden: $localize`Your directory knows you, but you may not sign in here. Ask whoever operates this server.`,
  not_found: $localize`This way of signing in is no longer there.`,
  rate_limited: $localize`Too many tries. Wait a minute.`,
};

const demoRoles: Record<string, { name: string; what: string }> = {
  viewer: { name: $localize`Enter as Viewer`, what: $localize`Reads everything in a home` },
  manager: {
    name: $localize`Enter as Manager`,
    what: $localize`Reads everything, as a Viewer does`,
  },
  admin: { name: $localize`Enter as Admin`, what: $localize`Everything, settings included` },
  provider: { name: $localize`Enter as Provider`, what: $localize`Sees what homes consented to` },
};
