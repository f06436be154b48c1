// A client in JavaScript on the official packages, written from client-sdk/RealtimeCare.Contracts/PROTOCOL.md alone. It does what it is
// told by lines of JSON, and says what it sees by lines of JSON.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import signalR from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';

const say = line => process.stdout.write(JSON.stringify(line) + '\n');
const wait = ms => new Promise(resolve => setTimeout(resolve, ms));

let settings; // server, protocol, userName, password: the first line
let tokens; // access, refresh
let link; // the connection that serves, with its welcome and its upload stream of acknowledgements
let ended = null; // why the session is over
let losing = 0; // how many batches get lost on the way, for a test
const subscriptions = new Map();
const follows = new Map();

// --- Signing in

async function post(path, form) {
  const answer = await fetch(settings.server + path, { method: 'POST', body: new URLSearchParams(form) });
  const body = answer.headers.get('content-type')?.includes('json') ? await answer.json() : {};
  if (answer.ok) return body;
  throw Object.assign(new Error(`${path} answered ${answer.status}`), { final: body.error === 'invalid_grant' });
}

const keep = answer => { tokens = { access: answer.access_token, refresh: answer.refresh_token, seconds: answer.expires_in }; };

async function signIn() {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { authorization_code: code } = await post('/connect/challenge', {
    client_id: 'realtimecare-app', code_challenge: challenge, code_challenge_method: 'S256',
    username: settings.userName, password: settings.password,
  });
  keep(await post('/connect/token', { grant_type: 'authorization_code', client_id: 'realtimecare-app', code, code_verifier: verifier }));
}

async function renew() {
  keep(await post('/connect/token', { grant_type: 'refresh_token', client_id: 'realtimecare-app', refresh_token: tokens.refresh }));
}

// --- Connecting, by a ticket: the official client cannot offer a subprotocol

async function open() {
  const builder = new signalR.HubConnectionBuilder()
    .withUrl(`${settings.server}/hubs/care`, {
      transport: signalR.HttpTransportType.WebSockets,
      headers: { 'X-RealtimeCare-Protocol': 'realtimecare.v1' },
      accessTokenFactory: () => tokens.access,
    })
    .configureLogging(signalR.LogLevel.None);
  if (settings.protocol === 'messagepack') builder.withHubProtocol(new MessagePackHubProtocol());
  const connection = builder.build();
  connection.keepAliveIntervalInMilliseconds = 15000;
  connection.serverTimeoutInMilliseconds = 30000;
  const opened = { connection, acknowledgements: new signalR.Subject(), handled: 0, ending: null };
  const welcomed = new Promise((resolve, reject) => {
    connection.on('Welcome', resolve);
    connection.onclose(() => { reject(new Error('closed before its welcome')); closed(opened); });
  });
  listen(opened);
  await connection.start();
  opened.welcome = await welcomed;
  connection.send('Acknowledge', envelope(opened), opened.acknowledgements);
  return opened;
}

const envelope = on => ({ invocationId: randomUUID(), connectionToken: on.welcome.connectionToken });

async function call(on, method, fields) {
  try {
    return await on.connection.invoke(method, { ...envelope(on), ...fields });
  } catch (error) {
    const at = error.message.indexOf('RC ');
    throw at < 0 ? error : Object.assign(error, { refusal: JSON.parse(error.message.slice(at + 3)) });
  }
}

// --- What the server sends

function listen(on) {
  const { connection } = on;
  connection.on('Events', batch => take(on, batch));
  connection.on('UrgentEvents', batch => takeAhead(on, batch));
  connection.on('Tops', tops => tops.subscriptions.forEach(top => {
    const one = subscriptions.get(top.subscriptionId);
    if (one && (top.epoch !== one.epoch || top.through > one.read || top.stateThrough > one.state)) recover(on);
  }));
  connection.on('AccessChanged', change => {
    if (!change.permitted && subscriptions.delete(change.subscriptionId)) say({ withdrawn: change.subscriptionId });
  });
  connection.on('ReloadRequired', reload => subscriptions.delete(reload.subscriptionId) && say({ reload: reload.subscriptionId }));
  connection.on('Joined', joined => {
    const follow = follows.get(joined.followId);
    const known = subscriptions.get(joined.subscriptionId);
    if (!follow) return;
    if (known) {
      if (joined.start.epoch !== known.epoch || joined.start.offset > known.read) recover(on);
    } else {
      subscriptions.set(joined.subscriptionId, {
        ...follow, id: joined.subscriptionId, patientId: joined.patientId, epoch: joined.start.epoch, read: joined.start.offset,
        state: 0, start: joined.start.offset, ahead: new Set(), urgent: 0,
      });
      say({ joined: joined.patientId, because: joined.because });
    }
  });
  connection.on('Left', left => {
    subscriptions.delete(left.subscriptionId);
    say({ left: left.patientId, reason: left.reason });
  });
  connection.on('FollowIncomplete', incomplete => say({ missing: incomplete.missing }));
  connection.on('ConnectionEnding', ending => { on.ending = ending; });
  connection.on('SessionEnding', ending => finish(ending.reason));
}

function take(on, batch) {
  const one = subscriptions.get(batch.subscriptionId);
  if (!one) return acknowledge(on, batch, batch.events.length);
  if (losing > 0) return say({ missed: losing-- });
  if (one.read === undefined) Object.assign(one, { epoch: batch.epoch, read: batch.previous });
  if (batch.epoch !== one.epoch || batch.previous > one.read) return recover(on);
  for (const event of batch.events) {
    const isState = event.class === 'state';
    if (isState ? event.stateVersion <= one.state : event.offset <= one.read) continue;
    if (isState || !one.ahead.delete(event.offset)) show(one, event);
  }
  one.read = Math.max(one.read, batch.through);
  one.state = Math.max(one.state, batch.stateThrough);
  acknowledge(on, batch, batch.events.length);
}

function takeAhead(on, batch) {
  const one = subscriptions.get(batch.subscriptionId);
  if (!one || one.read === undefined || batch.epoch !== one.epoch) return;
  for (const event of batch.events.filter(copy => copy.offset > one.read && !one.ahead.has(copy.offset))) {
    one.ahead.add(event.offset);
    one.urgent = Math.max(one.urgent, event.offset);
    show(one, event);
  }
  send(on, one.id, one.read, one.state);
}

function show(one, event) {
  const at = { patient: one.patientId, offset: event.offset, stateVersion: event.stateVersion };
  if (event.retracts != null) return say({ ...at, retracts: event.retracts, because: event.retractReason });
  if (event.corrects != null) at.corrects = event.corrects;
  // A resource is the object itself in JSON, and its text in MessagePack.
  const resource = typeof event.resource === 'string' ? JSON.parse(event.resource) : event.resource;
  say({ ...at, shown: resource?.valueQuantity?.value ?? resource?.resourceType ?? null, at: new Date(event.publishedAt).toISOString() });
}

// --- Acknowledging what was handled: merged, at a quarter of the window or after a second

function acknowledge(on, batch, count) {
  (on.waiting ??= new Map()).set(batch.subscriptionId, [batch.through, batch.stateThrough]);
  on.handled += count;
  on.bytes = (on.bytes ?? 0) + JSON.stringify(batch.events).length;
  if (on.handled >= on.welcome.maxUnacknowledgedEvents / 4 || on.bytes >= on.welcome.maxUnacknowledgedBytes / 4) flush(on);
  else on.timer ??= setTimeout(() => flush(on), 1000);
}

function flush(on) {
  clearTimeout(on.timer);
  for (const [id, [through, stateThrough]] of on.waiting) send(on, id, through, stateThrough);
  Object.assign(on, { waiting: new Map(), handled: 0, bytes: 0, timer: undefined });
}

function send(on, id, through, stateThrough) {
  on.acknowledgements.next({ subscriptionId: id, through, stateThrough, urgentThrough: subscriptions.get(id)?.urgent ?? 0 });
}

// --- Resuming, handing over, coming back

async function resume(on, back = 0) {
  const running = [...subscriptions.values()].filter(one => one.read !== undefined);
  const known = [...follows.values()].filter(follow => follow.granted);
  if (running.length === 0 && known.length === 0) return;
  const result = await call(on, 'Resume', {
    subscriptions: running.map(one => ({
      subscriptionId: one.id, patientId: one.patientId, followId: one.followId ?? null, topics: one.topics,
      after: { epoch: one.epoch, offset: one.read - back }, stateAfter: one.state, start: one.start, from: one.from,
    })),
    following: known.map(({ followId, topics, from }) => ({ followId, topics, from })),
  });
  for (const { followId } of (result.following ?? []).filter(outcome => outcome.status === 'denied')) follows.delete(followId);
  for (const outcome of result.subscriptions.filter(outcome => outcome.status !== 'resumed')) {
    subscriptions.delete(outcome.subscriptionId);
    say({ [outcome.status]: outcome.subscriptionId });
  }
}

function recover(on) {
  if (on.recovering || on !== link) return;
  on.recovering = resume(on).catch(() => on.connection.stop()).finally(() => { on.recovering = null; });
}

async function handOver() {
  const before = link;
  // The notice that the old connection was handed over may come before the answer that says so.
  before.isHandingOver = true;
  await renew();
  const next = await open();
  await resume(next);
  link = next;
  await before.connection.stop();
  say({ did: 'handOver' });
}

function closed(on) {
  clearTimeout(on.timer);
  if (on !== link || ended !== null || on.isHandingOver) return;
  if (on.ending?.reason === 3003) return finish(3003); // Somebody else took over.
  say({ lost: on.ending?.reason ?? 0 });
  comeBack(on.ending);
}

async function comeBack(ending) {
  let refused = 0;
  let least = ending?.retryAfterMs ?? 0;
  for (let attempt = 0; ended === null; attempt++) {
    await wait(least > 0 ? least + Math.random() * 1000 : Math.random() * Math.min(30000, 1000 * 2 ** attempt));
    least = 0;
    try {
      if (ending?.reason === 3000 || refused > 0) await renew();
      const next = await open();
      await resume(next);
      link = next;
      return say({ did: 'comeBack' });
    } catch (error) {
      if (error.final || (/401|403/.test(error.message) && ++refused > 1)) return finish(3501);
    }
  }
}

async function finish(reason) {
  if (ended !== null) return;
  ended = reason;
  subscriptions.clear();
  follows.clear();
  await link.connection.stop();
  say({ ended: reason });
  input.close();
}

// --- What it is told

const commands = {
  async follow({ patient, topics, from }) {
    const request = { subscriptionId: randomUUID(), patient, topics, from };
    // The first batch may come before the answer.
    const one = { id: request.subscriptionId, topics, from, state: 0, ahead: new Set(), urgent: 0, patientId: patient.id };
    subscriptions.set(one.id, one);
    try {
      const answer = await call(link, 'Subscribe', request);
      Object.assign(one, { patientId: answer.patientId, start: answer.start.offset });
      if (one.read === undefined) Object.assign(one, { epoch: answer.start.epoch, read: answer.start.offset });
      return { audience: answer.audience };
    } catch (error) {
      subscriptions.delete(one.id);
      throw error;
    }
  },
  async followMine({ topics, from }) {
    const follow = { followId: randomUUID(), topics, from };
    follows.set(follow.followId, follow);
    const answer = await call(link, 'FollowMine', follow);
    follow.granted = true;
    return { patients: answer.patients.length };
  },
  lose: async ({ batches }) => { losing = batches; },
  repeat: async ({ events }) => { await resume(link, events); },
  async report({ patientId, offset, level }) {
    const one = [...subscriptions.values()].find(each => each.patientId === patientId);
    return { at: new Date((await call(link, 'Report', { subscriptionId: one.id, offset, level })).at).getTime() };
  },
  signOut: () => post('/connect/revoke', { client_id: 'realtimecare-app', token: tokens.refresh }).then(() => undefined),
};

async function obey(line) {
  const { do: name, ...what } = JSON.parse(line);
  if (name === 'handOver') return handOver().catch(() => comeBack(null));
  try {
    say({ did: name, ...(await commands[name](what)) });
  } catch (error) {
    say(error.refusal ? { refused: error.refusal.code } : { failed: error.message });
  }
}

const input = createInterface({ input: process.stdin });
let first = true;
for await (const line of input) {
  if (!first) await obey(line);
  else {
    first = false;
    settings = JSON.parse(line);
    await signIn();
    link = await open();
    say({ did: 'connect', session: link.welcome.sessionId });
  }
}
if (ended === null) await link.connection.stop();
