import { homes, modelAt, powerAt, statesAt, todayOf, world } from './world.mjs';

/** Speaks the live socket with one client: a snapshot per subscription, then changes. */
export function follow(client) {
    const timers = new Map();
    send({ type: 'hello', server: 'mock', version: '0.1.0' });

    client.on('message', (data) => {
        const message = JSON.parse(data.toString());
        stop(message.home);
        if (message.type === 'subscribe') {
            start(message.home);
        }
    });
    client.on('close', () => [...timers.keys()].forEach(stop));

    function start(id) {
        const found = homes.find(({ home }) => home.id === id);
        if (!found || world.scenario === 'loading') {
            return;
        }
        let seq = 1;
        let before = powerAt(id, Date.now());
        let state = connection();
        const read = (keys) =>
            Object.fromEntries(
                keys.map((key) => [
                    key,
                    new Date(Date.now() - (key === 'tv' ? 8 * 60000 : 0)).toISOString(),
                ]),
            );
        const isEmpty = world.scenario === 'empty';
        send({
            type: 'snapshot',
            home: id,
            seq,
            t: new Date().toISOString(),
            connection: state,
            power: isEmpty ? {} : before,
            age: isEmpty ? {} : read([...Object.keys(before), ...Object.keys(statesAt(id))]),
            kind: id === 'flat' ? { flat_import: 'mean' } : {},
            mean_s: id === 'flat' ? { flat_import: 300 } : {},
            state: isEmpty ? {} : statesAt(id),
            balance: isEmpty ? { home: null, grid: null } : balanceOf(id),
            today: todayOf(found, Date.now()),
        });
        let ticks = 0;
        const timer = setInterval(() => {
            ticks += 1;
            const now = powerAt(id, Date.now());
            const isCut = connection().state !== 'connected';
            if (connection().state !== state.state) {
                state = connection();
                send({ type: 'connection', home: id, seq: (seq += 1), connection: state });
            }
            const changed = Object.keys(now).filter((key) => now[key] !== before[key]);
            if (changed.length > 0 && !isCut && !isEmpty) {
                before = now;
                const power = Object.fromEntries(changed.map((key) => [key, now[key]]));
                send({
                    type: 'power',
                    home: id,
                    seq: (seq += 1),
                    t: new Date().toISOString(),
                    power,
                    age: read(changed),
                    balance: balanceOf(id),
                });
            }
            if (ticks % 50 === 0) {
                send({
                    type: 'today',
                    home: id,
                    seq: (seq += 1),
                    t: new Date().toISOString(),
                    today: todayOf(found, Date.now()),
                });
            }
        }, 200);
        timers.set(id, timer);
    }

    function stop(id) {
        clearInterval(timers.get(id));
        timers.delete(id);
    }

    function send(message) {
        client.send(JSON.stringify(message));
    }
}

function connection() {
    const isCut =
        world.scenario === 'cut' ||
        (world.actions.cut !== undefined && Date.now() < world.actions.cut + 30000);
    return isCut
        ? {
              state: 'unreachable',
              message: 'Home Assistant does not answer.',
              fault: 'unreachable',
          }
        : { state: 'connected', message: 'Connected.' };
}

function balanceOf(id) {
    const model = modelAt(id, Date.now());
    const tracked = Object.entries(model.devices).reduce(
        (sum, [key, watts]) => sum + (key === 'screen' || key === 'computer' ? 0 : watts),
        0,
    );
    return {
        home: model.load,
        grid: model.grid,
        ...(id === 'flat' ? {} : { solar: model.made, battery: model.battery }),
        untracked: model.load - tracked,
        flows: model.flows,
    };
}
