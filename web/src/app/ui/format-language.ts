import { Service, computed, signal } from '@angular/core';
import { readStored, store } from './stored';

const key = 'ohmstead.formats';

/** Languages offered for the formats of numbers and dates; the browser's own comes first. */
export const offeredLanguages = [
  'en-GB',
  'en-US',
  'de-DE',
  'de-CH',
  'nl-NL',
  'fr-FR',
  'es-ES',
  'it-IT',
  'pt-PT',
  'da-DK',
  'nb-NO',
  'sv-SE',
  'fi-FI',
  'pl-PL',
  'cs-CZ',
  'ne-NP',
  'hi-IN',
  'ja-JP',
];

/** Which language's conventions numbers, dates and money follow. The words stay in the language of the build. */
@Service()
export class FormatLanguage {
  readonly choice = signal(readStored(key));
  readonly locale = computed(() => this.choice() ?? navigator.language);

  choose(locale: string | null): void {
    this.choice.set(locale);
    store(key, locale);
  }
}
