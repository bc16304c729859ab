import { documentedCodes, withoutOwnSentence } from '../api/documented-codes';
import { Connection, ConnectionTest, Notice } from '../api/types';
import {
  ConnectionFault,
  connectionSentence,
  faultSentence,
  noticeSentence,
  testSentence,
} from './connection-words';

const connection: Connection = {
  url: null,
  token: 'set',
  state: 'connected',
  fault: null,
  message: '',
  by_agent: false,
  since: null,
  home_assistant_version: '2026.11.2',
  last_event_at: null,
  retry_at: null,
  backfill: { running: false, done: 0, total: 0 },
  past: { sources: 0, complete: 0, reached: null, stalled: false },
  notices: [],
};
const faults = documentedCodes<ConnectionFault>('Connection', 'fault');

describe('what is said of a connection', () => {
  it('is a sentence of its own for everything that trying it out can come to', () => {
    const codes = documentedCodes<ConnectionTest['code']>('ConnectionTest', 'code');
    const said = (code: ConnectionTest['code']): string =>
      testSentence({ ok: code === 'ok', code, message: '' });
    expect(codes).toContain('banned');
    expect(withoutOwnSentence(codes, said)).toEqual([]);
  });

  it('is a sentence of its own for every fault', () => {
    expect(faults).toContain('changed_certificate');
    expect(withoutOwnSentence(faults, faultSentence)).toEqual([]);
  });

  it('speaks of Home Assistant, a token or an agent: nobody who reads of a fault has an address before them', () => {
    for (const fault of faults) {
      expect(faultSentence(fault)).toMatch(/Home Assistant|token|agent/);
      expect(faultSentence(fault)).not.toMatch(/this address|\bhere\b/);
    }
  });

  it('is a sentence for every state, with its fault where it has one', () => {
    const states = documentedCodes<Connection['state']>('Connection', 'state');
    for (const state of states) {
      const isFaulty = ['waiting', 'authentication_failed', 'unreachable'].includes(state);
      const fault = isFaulty ? 'lost' : null;
      expect(connectionSentence({ ...connection, state, fault })).toMatch(/\.$/);
    }
    expect(connectionSentence({ ...connection, state: 'unreachable', fault: 'banned' })).toBe(
      faultSentence('banned'),
    );
  });

  it('is of the agent where one keeps the connection', () => {
    for (const state of ['not_configured', 'connected'] as const) {
      expect(connectionSentence({ ...connection, state, by_agent: true })).toContain('agent');
    }
  });

  it('falls back to the server’s words for what this app does not know yet', () => {
    expect(
      testSentence({ ok: false, code: 'new' as ConnectionTest['code'], message: 'As told.' }),
    ).toBe('As told.');
    expect(
      connectionSentence({
        ...connection,
        state: 'unreachable',
        fault: 'new' as ConnectionFault,
        message: 'As told.',
      }),
    ).toBe('As told.');
  });
});

describe('noticeSentence', () => {
  const said = (code: Notice['code']): string =>
    noticeSentence({ at: '2026-11-25T10:00:00Z', source: 'sensor.a', code, message: 'raw' });

  it('is a sentence of its own for every code, behind the source', () => {
    const codes = documentedCodes<Notice['code']>('Notice', 'code');
    expect(withoutOwnSentence(codes, said)).toEqual([]);
    expect(said('missing')).toBe('sensor.a: Home Assistant has no entity of this name.');
  });
});
