import { HttpErrorResponse } from '@angular/common/http';
import { Problem } from './types';

export type ProblemField = NonNullable<Problem['errors']>[number];

/** What went wrong with a request, ready to be shown: one sentence, plus the fields it names. */
export interface Failure {
  readonly status: number;
  readonly message: string;
  readonly fields: readonly ProblemField[];
}

/** Turns whatever a request threw into a sentence. Status 0 means: no answer at all. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof HttpErrorResponse) {
    const problem = asProblem(error.error);
    return {
      status: error.status,
      message: problem?.detail || problem?.title || sentenceFor(error.status),
      fields: problem?.errors ?? [],
    };
  }
  return { status: -1, message: sentenceFor(-1), fields: [] };
}

function asProblem(body: unknown): Partial<Problem> | null {
  const value = typeof body === 'string' ? parse(body) : body;
  return typeof value === 'object' && value !== null ? value : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function sentenceFor(status: number): string {
  switch (status) {
    case 0:
      return $localize`The Ohmstead server does not answer. Check that it is running and that you are on the same network.`;
    case 401:
      return $localize`You are no longer signed in.`;
    case 403:
      return $localize`Your role in this home does not allow this.`;
    case 404:
      return $localize`This does not exist, or not for you.`;
    case 429:
      return $localize`Too many attempts. Wait a minute and try again.`;
    default:
      return $localize`Something went wrong on the server. Its log says more.`;
  }
}
