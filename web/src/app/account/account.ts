import { httpResource } from '@angular/common/http';
import { Component, DOCUMENT, computed, inject } from '@angular/core';
import { Router } from '@angular/router';
import { failureFrom } from '../api/problem';
import { Account as AccountDto } from '../api/types';
import { Session } from '../auth/session';
import { dateAndTime } from '../energy/home-clock';
import { kilowatts, written } from '../energy/units';
import { HomeDirectory } from '../home/home-directory';
import { FormatLanguage, offeredLanguages } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { LoadError } from '../ui/load-error';
import { Scheme, SchemeChoice } from '../ui/scheme';
import { AccountDeletion } from './account-deletion';
import { AccountName } from './account-name';
import { ApiKeyList } from './api-key-list';
import { PasswordChange } from './password-change';
import { SessionList } from './session-list';
import { TwoStep } from './two-step';

/** Who is signed in, by what they and their programs are let in, and how this browser shows things. */
@Component({
  selector: 'ohm-account',
  imports: [
    AccountDeletion,
    AccountName,
    ApiKeyList,
    Icon,
    LoadError,
    PasswordChange,
    SessionList,
    TwoStep,
  ],
  templateUrl: './account.html',
  styles: `
    .who {
      display: flex;
      align-items: center;
      gap: var(--space-4);
      flex-wrap: wrap;
    }
    .who__initial {
      display: grid;
      place-items: center;
      width: 3.5rem;
      height: 3.5rem;
      border-radius: 50%;
      background: var(--sunken);
      font-size: var(--text-l);
      font-weight: 620;
    }
    .who > :nth-child(2) {
      flex: 1;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .choices {
      display: grid;
      gap: var(--space-2);
      margin-top: var(--space-2);
    }
    .choice {
      display: flex;
      gap: var(--space-3);
      align-items: center;
      min-height: 2.25rem;
    }
    .choice input {
      width: 1.125rem;
      height: 1.125rem;
      margin: 0;
      accent-color: var(--ink);
    }
    .roles {
      margin-top: var(--space-3);
    }
  `,
})
export default class Account {
  private readonly session = inject(Session);
  private readonly directory = inject(HomeDirectory);
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  private readonly schemeChoice = inject(SchemeChoice);
  private readonly language = inject(FormatLanguage);

  protected readonly account = httpResource<AccountDto>(() => 'api/v1/account');
  protected readonly loadFailure = computed(() => {
    const error = this.account.error();
    return error ? failureFrom(error).message : null;
  });
  protected readonly user = this.session.user;
  protected readonly version = computed(() => this.session.info()?.version ?? '');
  protected readonly initial = computed(() => (this.user()?.name.trim()[0] ?? '?').toUpperCase());
  protected readonly homes = this.directory.homes;
  protected readonly roleNames: Record<string, string> = {
    viewer: $localize`Viewer`,
    manager: $localize`Manager`,
    admin: $localize`Admin`,
  };

  protected readonly scheme = this.schemeChoice.scheme.asReadonly();
  protected readonly schemes: { scheme: Scheme; label: string }[] = [
    { scheme: 'system', label: $localize`As the system` },
    { scheme: 'light', label: $localize`Light` },
    { scheme: 'dark', label: $localize`Dark` },
  ];

  protected readonly chosenLanguage = computed(() => this.language.choice() ?? '');
  protected readonly languages = offeredLanguages.map((locale) => ({
    locale,
    name: languageName(locale),
  }));
  protected readonly zone = computed(() => this.directory.current()?.time_zone ?? 'UTC');
  protected readonly sample = computed(() => {
    const locale = this.language.locale();
    return `${written(kilowatts(1234, locale))} · ${dateAndTime(Date.now(), locale, this.zone())}`;
  });

  protected chooseScheme(scheme: Scheme): void {
    this.schemeChoice.choose(scheme);
  }

  protected chooseLanguage(event: Event): void {
    this.language.choose((event.target as HTMLSelectElement).value || null);
  }

  protected async renamed(): Promise<void> {
    await this.session.reload();
    this.account.reload();
  }

  protected async signOut(): Promise<void> {
    const elsewhere = await this.session.signOut();
    this.directory.clear();
    if (elsewhere) {
      this.document.location.assign(elsewhere);
      return;
    }
    await this.router.navigateByUrl('/sign-in');
  }

  /** The account is no more, and its session with it. */
  protected async leave(): Promise<void> {
    this.session.forget();
    this.directory.clear();
    await this.session.reload();
    await this.router.navigateByUrl('/sign-in');
  }
}

function languageName(locale: string): string {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
}
