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
import { ExplainedFigure } from './explained-figure';

/** Beside the page: where the figure comes from that was chosen last. */
@Component({
  selector: 'ohm-explain-panel',
  imports: [ExplainedFigure, Icon],
  template: `
    <dialog #dialog aria-labelledby="explain-heading" (close)="closed()">
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
          @if (only(); as part) {
            <ohm-explained-figure [part]="part" />
          } @else {
            <p i18n>These are added up. Open each to see where it comes from.</p>
            @for (part of figure.parts; track $index) {
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
  protected readonly only = computed(() => {
    const parts = this.figure()?.parts ?? [];
    return parts.length === 1 ? (parts[0] ?? null) : null;
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
