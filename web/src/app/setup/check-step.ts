import { HttpClient } from '@angular/common/http';
import {
  Component,
  DestroyRef,
  OnInit,
  computed,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { failureFrom } from '../api/problem';
import { Check } from '../api/types';
import { isKnown, kilowatts, written } from '../energy/units';
import { LiveHome } from '../live/live-home';
import { meanText } from '../live/mean-span';
import { FormatLanguage } from '../ui/format-language';
import { Icon } from '../ui/icon';
import { checkSentence } from './check-words';

const askEveryMs = 3000;

/** The proof: does the balance of what was chosen look like this home? */
@Component({
  selector: 'ohm-check-step',
  imports: [Icon],
  templateUrl: './check-step.html',
  styles: `
    :host {
      display: grid;
      gap: inherit;
    }
    .sentence {
      font-size: var(--text-xl);
      font-weight: 620;
      letter-spacing: -0.015em;
      line-height: 1.25;
    }
    .parts {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3) var(--space-8);
      margin-top: var(--space-6);
    }
    .parts dt {
      font-size: var(--text-s);
      color: var(--muted);
    }
    .parts dd {
      font-weight: 620;
    }
    .means {
      margin-top: var(--space-4);
    }
    .warnings {
      display: grid;
      gap: var(--space-2);
    }
  `,
})
export class CheckStep implements OnInit {
  private readonly http = inject(HttpClient);
  private readonly live = inject(LiveHome);
  private readonly locale = inject(FormatLanguage).locale;

  readonly home = input.required<string>();
  readonly confirmed = output();
  readonly wrong = output();

  protected readonly check = signal<Check | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly power = computed(() => {
    const kw = this.check()?.sentence_values.home_kw;
    return isKnown(kw) ? written(kilowatts(kw * 1000, this.locale())) : null;
  });
  protected readonly mean = computed(() => {
    const seconds = this.check()?.sentence_values.mean_s;
    return isKnown(seconds) ? meanText(seconds, this.locale()) : null;
  });
  protected readonly parts = computed(() => {
    const balance = this.check()?.balance;
    const shown = (watts: number | null | undefined): string =>
      written(kilowatts(isKnown(watts) ? Math.abs(watts) : null, this.locale()));
    const parts = [
      {
        label: (balance?.grid_w ?? 0) < 0 ? $localize`Exporting` : $localize`Importing`,
        watts: balance?.grid_w,
      },
      { label: $localize`Solar`, watts: balance?.solar_w },
      {
        label:
          (balance?.battery_w ?? 0) < 0 ? $localize`Into the battery` : $localize`From the battery`,
        watts: balance?.battery_w,
      },
    ];
    return parts
      .filter((part) => isKnown(part.watts))
      .map((part) => ({ label: part.label, text: shown(part.watts) }));
  });

  protected readonly warnings = computed(() => {
    const names = new Map(this.live.channelList().map(({ id, name }) => [id, name]));
    return (this.check()?.warnings ?? []).map((warning) => ({
      code: warning.code,
      text: checkSentence(
        warning,
        warning.channels.map((id) => names.get(id) ?? id),
        this.locale(),
      ),
    }));
  });

  constructor() {
    const asking = setInterval(() => void this.ask(), askEveryMs);
    inject(DestroyRef).onDestroy(() => clearInterval(asking));
  }

  ngOnInit(): void {
    void this.ask();
  }

  private async ask(): Promise<void> {
    try {
      this.check.set(
        await firstValueFrom(this.http.get<Check>(`api/v1/homes/${this.home()}/check`)),
      );
      this.failure.set(null);
    } catch (error) {
      this.failure.set(failureFrom(error).message);
    }
  }
}
