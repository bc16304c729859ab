import { TestBed } from '@angular/core/testing';
import { LiveFeed, WEB_SOCKET } from './live-feed';
import { HomeMessage } from './messages';

class FakeSocket {
  static readonly opened: FakeSocket[] = [];
  readyState: number = WebSocket.CONNECTING;
  readonly sent: { type: string; home: string }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string; home: string });
  }
  close(): void {
    this.readyState = WebSocket.CLOSED;
  }
  open(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  break(code = 1006): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
  }
}

describe('LiveFeed', () => {
  let feed: LiveFeed;
  let heard: HomeMessage[];
  const newest = (): FakeSocket => FakeSocket.opened.at(-1) as FakeSocket;
  const power = (seq: number) => ({ type: 'power', home: 'h', seq, t: '', power: {}, balance: {} });

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.opened.length = 0;
    TestBed.configureTestingModule({
      providers: [{ provide: WEB_SOCKET, useValue: (url: string) => new FakeSocket(url) }],
    });
    feed = TestBed.inject(LiveFeed);
    heard = [];
  });
  afterEach(() => vi.useRealTimers());

  const follow = () => feed.subscribe('h', (message) => heard.push(message));

  it('derives its address from the base of the page', () => {
    follow();
    expect(newest().url).toMatch(/^ws:\/\/.*\/api\/v1\/live$/);
  });

  it('subscribes when the socket opens and passes messages on', () => {
    follow();
    newest().open();
    expect(newest().sent).toEqual([{ type: 'subscribe', home: 'h' }]);
    newest().say({ type: 'snapshot', home: 'h', seq: 4 });
    newest().say(power(5));
    expect(heard.map((message) => message.type)).toEqual(['snapshot', 'power']);
    expect(feed.state()).toBe('open');
  });

  it('asks for a new snapshot after a gap, and drops what comes before it', () => {
    follow();
    newest().open();
    newest().say({ type: 'snapshot', home: 'h', seq: 1 });
    newest().say(power(3));
    newest().say(power(4));
    expect(heard).toHaveLength(1);
    expect(newest().sent).toHaveLength(2);
    newest().say({ type: 'snapshot', home: 'h', seq: 9 });
    newest().say(power(10));
    expect(heard).toHaveLength(3);
  });

  it('comes back after the socket broke, and subscribes again', () => {
    follow();
    newest().open();
    newest().say({ type: 'hello', server: 's', version: '1' });
    newest().break();
    expect(feed.state()).toBe('waiting');
    vi.advanceTimersByTime(1000);
    expect(FakeSocket.opened).toHaveLength(2);
    newest().open();
    expect(newest().sent).toEqual([{ type: 'subscribe', home: 'h' }]);
  });

  it('does not come back when the session has ended, until somebody listens anew', () => {
    follow();
    newest().open();
    expect(feed.hasSessionEnded()).toBe(false);
    newest().break(4401);
    expect(feed.hasSessionEnded()).toBe(true);
    expect(feed.state()).toBe('idle');
    vi.advanceTimersByTime(120_000);
    expect(FakeSocket.opened).toHaveLength(1);
    follow();
    expect(FakeSocket.opened).toHaveLength(2);
    expect(feed.hasSessionEnded()).toBe(false);
  });

  it('WS-09: knows of a session that ends soon, until it comes back with a newer one', () => {
    follow();
    newest().open();
    expect(feed.endsAt()).toBeNull();
    newest().say({ type: 'ending', at: '2026-01-01T12:00:00Z' });
    expect(feed.endsAt()).toBe(Date.UTC(2026, 0, 1, 12));
    expect(feed.state()).toBe('open');
    expect(FakeSocket.opened).toHaveLength(1);
    newest().break(4401);
    follow();
    expect(feed.endsAt()).toBeNull();
  });

  it('waits longer after each failure, until a message arrives', () => {
    follow();
    for (let failure = 0; failure < 6; failure += 1) {
      newest().open();
      newest().break();
      vi.advanceTimersByTime(46_000);
    }
    const before = FakeSocket.opened.length;
    newest().break();
    vi.advanceTimersByTime(14_000);
    expect(FakeSocket.opened).toHaveLength(before);
  });

  it('offers a reload when the server answers with another version', () => {
    follow();
    newest().open();
    newest().say({ type: 'hello', server: 's', version: '1' });
    expect(feed.hasNewVersion()).toBe(false);
    newest().break();
    vi.advanceTimersByTime(1000);
    newest().say({ type: 'hello', server: 't', version: '2' });
    expect(feed.hasNewVersion()).toBe(true);
  });

  it('closes when nobody listens any more', () => {
    const stop = follow();
    newest().open();
    stop();
    expect(newest().readyState).toBe(WebSocket.CLOSED);
    expect(feed.state()).toBe('idle');
  });
});
