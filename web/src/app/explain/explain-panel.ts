import {
  Component,
  ElementRef,
  afterNextRender,
  afterRenderEffect,
  computed,
  inject,
  viewChild,
} from '@angular/core';
import { Icon } from '../ui/icon';
import { Explain } from './explain';
import { FigurePart } from './figure';
import { ExplainedFigure } from './explained-figure';
import { ExplainedLine } from './explained-line';
import { ExplainedPower } from './explained-power';

interface Side {
  readonly name: string;
  readonly text: string;
  readonly parts: readonly FigurePart[];
}

const sumText = $localize`These are added up. Open each to see where it comes from.`;
const partText = $localize`A share. This, added up – open each to see where it comes from –`;
const wholeText = $localize`is divided by this, added up:`;
const besideText = $localize`Our own sums beside it:`;

/** Beside the page: where the figure comes from that was chosen last. */
@Component({
  selector: 'ohm-explain-panel',
  imports: [ExplainedFigure, ExplainedLine, ExplainedPower, Icon],
  template: `
    <dialog
      #dialog
      aria-labelledby="explain-heading"
      [attr.data-kind]="figure()?.source?.kind"
      (close)="closed()"
    >
      @if (figure(); as figure) {
        <div class="content">
          <header>
            <div>
              <h2 id="explain-heading">{{ figure.label }}</h2>
              <p class="small muted" i18n>On the page: {{ figure.text }}</p>
            </div>
            <button
              type="button"
              class="button button--quiet"
              i18n-aria-label
              aria-label="Close"
              (click)="dialog.close()"
            >
              <ohm-icon name="close" />
            </button>
          </header>
          @switch (figure.source.kind) {
            @case ('now') {
              <ohm-explained-power [power]="figure.source" />
            }
            @case ('then') {
              <ohm-explained-line [line]="figure.source" />
            }
            @case ('told') {
              @for (sentence of figure.source.sentences; track $index) {
                <p data-told>{{ sentence }}</p>
              }
            }
          }
          @if (only(); as part) {
            <ohm-explained-figure [part]="part" />
          } @else {
            @for (side of sides(); track side.name) {
              <section [attr.data-side]="side.name">
                <p>{{ side.text }}</p>
                @for (part of side.parts; track $index) {
                  <details>
                    <summary>
                      <span aria-hidden="true">{{ part.sign > 0 ? '+' : '−' }}</span>
                      @if (part.sign < 0) {
                        <span class="visually-hidden" i18n>less</span>
                      }
                      {{ part.label }}
                    </summary>
                    @defer (on viewport) {
                      <ohm-explained-figure [part]="part" />
                    } @placeholder {
                      <div class="skeleton wait"></div>
                    }
                  </details>
                }
              </section>
            }
          }
        </div>
      }
    </dialog>
  `,
  styles: `
    dialog {
      margin: 0 0 0 auto;
      width: min(46rem, 100vw);
      max-width: none;
      height: 100dvh;
      max-height: none;
      padding: 0;
      border: 0;
      border-left: 1px solid var(--line);
      background: var(--surface);
      color: var(--ink);
    }
    dialog::backdrop {
      background: rgb(0 0 0 / 40%);
    }
    .content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: var(--space-4);
      padding: var(--space-6);
      min-height: 100%;
      box-sizing: border-box;
    }
    header {
      display: flex;
      justify-content: space-between;
      align-items: start;
      gap: var(--space-4);
    }
    summary {
      cursor: pointer;
      font-weight: 560;
      padding: var(--space-2) 0;
    }
    .wait {
      height: 8rem;
    }
    @media (max-width: 40rem) {
      .content {
        padding: var(--space-4);
      }
    }
  `,
})
export class ExplainPanel {
  private readonly explain = inject(Explain);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  protected readonly figure = this.explain.figure;
  /** One sum of the server is the whole explanation. */
  protected readonly only = computed(() => {
    const source = this.figure()?.source;
    return source?.kind === 'sums' && source.parts.length === 1 ? (source.parts[0] ?? null) : null;
  });
  protected readonly sides = computed((): readonly Side[] => {
    const source = this.figure()?.source;
    switch (source?.kind) {
      case 'sums':
        return [{ name: 'sum', text: sumText, parts: source.parts }];
      case 'share':
        return [
          { name: 'part', text: partText, parts: source.parts },
          { name: 'whole', text: wholeText, parts: source.whole },
        ];
      case 'told':
        return source.parts.length > 0
          ? [{ name: 'beside', text: besideText, parts: source.parts }]
          : [];
      default:
        return [];
    }
  });

  constructor() {
    afterRenderEffect(() => {
      const dialog = this.dialog().nativeElement;
      if (this.figure() !== null && !dialog.open) {
        dialog.showModal();
      }
    });
    afterNextRender(() => {
      // For the pointer alone: keys have Escape and the button.
      const dialog = this.dialog().nativeElement;
      dialog.addEventListener('click', (event) => {
        if (event.target === dialog) {
          dialog.close();
        }
      });
    });
  }

  protected closed(): void {
    this.explain.close();
  }
}
