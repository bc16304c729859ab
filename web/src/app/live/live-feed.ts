import { DOCUMENT, InjectionToken, Service, inject, signal } from '@angular/core';
import { HomeMessage, readMessage } from './messages';

/** How the app opens a socket; tests hand in their own. */
export const WEB_SOCKET = new InjectionToken<(url: string) => WebSocket>('WEB_SOCKET', {
  factory: () => (url: string) => new WebSocket(url),
});

export type FeedState = 'idle' | 'connecting' | 'open' | 'waiting' | 'offline';

const retrySeconds = [0.5, 1, 2, 5, 10, 30];
const hiddenGraceMs = 60_000;
const silenceMs = 90_000;
/** The code by which the server closes the socket of a session that has ended. */
const sessionEnded = 4401;

/**
 * The one socket of the app. Subscriptions survive reconnects; each begins with a snapshot. A gap in the
 * sequence of a home asks for a new snapshot. Closed while the tab stays hidden, reopened when it is shown.
 */
@Service()
export class LiveFeed {
  private readonly document = inject(DOCUMENT);
  private readonly openSocket = inject(WEB_SOCKET);

  private readonly currentState = signal<FeedState>('idle');
  private readonly currentVersion = signal<string | null>(null);
  private readonly isVersionNew = signal(false);
  readonly state = this.currentState.asReadonly();
  /** True once the server answers with another version than the one this page was loaded from. */
  readonly hasNewVersion = this.isVersionNew.asReadonly();

  private readonly isSessionOver = signal(false);
  /** True from when the server says that the session has ended, until a socket is opened again. */
  readonly hasSessionEnded = this.isSessionOver.asReadonly();

  private readonly currentEnd = signal<number | null>(null);
  /** When the session is over, once that is near; null before, and for the next socket. */
  readonly endsAt = this.currentEnd.asReadonly();

  private readonly currentPeople = signal<{ readonly home: string } | null>(null);
  /** The home whose people, or visitors, have changed just now; a new object each time. */
  readonly peopleChanged = this.currentPeople.asReadonly();

  private readonly listeners = new Map<string, Set<(message: HomeMessage) => void>>();
  private readonly sequences = new Map<string, number>();
  private socket: WebSocket | null = null;
  private attempts = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const window = this.document.defaultView;
    window?.addEventListener('online', () => this.retryNow());
    window?.addEventListener('offline', () => this.drop('offline'));
    window?.addEventListener('pageshow', (event) => event.persisted && this.retryNow());
    this.document.addEventListener('visibilitychange', () => this.followVisibility());
  }

  /** Receives every message about a home until the returned function is called. */
  subscribe(home: string, listener: (message: HomeMessage) => void): () => void {
    const listeners = this.listeners.get(home) ?? new Set();
    this.listeners.set(home, listeners);
    listeners.add(listener);
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.ask('subscribe', home);
    } else {
      this.retryNow();
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) {
        this.listeners.delete(home);
        this.ask('unsubscribe', home);
        this.closeWhenUnused();
      }
    };
  }

  retryNow(): void {
    if (this.listeners.size === 0 || this.socket) {
      return;
    }
    clearTimeout(this.retryTimer);
    this.connect();
  }

  private connect(): void {
    this.currentState.set('connecting');
    this.isSessionOver.set(false);
    this.currentEnd.set(null);
    const url = new URL('api/v1/live', this.document.baseURI);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = this.openSocket(url.href);
    this.socket = socket;
    socket.onopen = () => {
      for (const home of this.listeners.keys()) {
        this.ask('subscribe', home);
      }
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (typeof event.data === 'string') {
        this.accept(event.data);
      }
    };
    socket.onclose = (event) => {
      if (this.socket === socket) {
        this.isSessionOver.set(event.code === sessionEnded);
        this.socket = null;
        this.sequences.clear();
        this.waitAndRetry();
      }
    };
  }

  private accept(text: string): void {
    this.watchForSilence();
    const message = readMessage(text);
    if (!message) {
      return;
    }
    // Only a message proves that the server serves us; an accepted and dropped socket keeps backing off.
    this.attempts = 0;
    this.currentState.set('open');
    if (message.type === 'hello') {
      const known = this.currentVersion();
      this.isVersionNew.set(known !== null && known !== message.version);
      this.currentVersion.set(known ?? message.version);
      return;
    }
    if (message.type === 'error') {
      console.warn(`live: ${message.code}: ${message.detail}`);
      return;
    }
    if (message.type === 'ending') {
      this.currentEnd.set(Date.parse(message.at));
      return;
    }
    if (message.type === 'people') {
      this.currentPeople.set({ home: message.home });
      return;
    }
    if ('seq' in message && !this.isNext(message)) {
      return;
    }
    for (const listener of this.listeners.get(message.home) ?? []) {
      listener(message);
    }
  }

  private isNext(message: { type: string; home: string; seq: number }): boolean {
    const last = this.sequences.get(message.home);
    if (message.type === 'snapshot') {
      this.sequences.set(message.home, message.seq);
      return true;
    }
    if (last === undefined) {
      return false;
    }
    if (message.seq !== last + 1) {
      this.sequences.delete(message.home);
      this.ask('subscribe', message.home);
      return false;
    }
    this.sequences.set(message.home, message.seq);
    return true;
  }

  private waitAndRetry(): void {
    clearTimeout(this.silenceTimer);
    if (this.listeners.size === 0 || this.isSessionOver()) {
      this.currentState.set('idle');
      return;
    }
    this.currentState.set(navigator.onLine ? 'waiting' : 'offline');
    const base = retrySeconds[Math.min(this.attempts, retrySeconds.length - 1)] ?? 30;
    this.attempts += 1;
    const delay = base * (0.5 + Math.random()) * 1000;
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => this.retryNow(), delay);
  }

  private watchForSilence(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.drop('waiting'), silenceMs);
  }

  private followVisibility(): void {
    clearTimeout(this.hiddenTimer);
    if (this.document.visibilityState === 'hidden') {
      this.hiddenTimer = setTimeout(() => this.drop('idle'), hiddenGraceMs);
    } else {
      this.retryNow();
    }
  }

  private closeWhenUnused(): void {
    if (this.listeners.size === 0) {
      this.drop('idle');
    }
  }

  private drop(state: FeedState): void {
    const socket = this.socket;
    this.socket = null;
    this.sequences.clear();
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    socket?.close();
    this.currentState.set(state);
    if (state === 'waiting') {
      this.waitAndRetry();
    }
  }

  private ask(type: 'subscribe' | 'unsubscribe', home: string): void {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ type, home }));
    }
  }
}
