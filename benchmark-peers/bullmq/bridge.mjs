// The Node side of BullMQ's adapter. Arguments: "produce" or "consume", and Redis's port. It reads lines and writes lines:
//   add QUEUE PAYLOAD      ->  added QUEUE                when the job is stored
//   consume QUEUE WORKER   ->  job NUMBER WORKER PAYLOAD  for each job
//   ack NUMBER             ->  acked WORKER               when the job is completed
//   end WORKER             ->  ended WORKER               when the worker is closed
// It ends at the end of its input.
import { createInterface } from 'node:readline';
import { Queue, Worker } from 'bullmq';

const [role, port] = process.argv.slice(2);
const connection = { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null };
const CONCURRENCY = 50;

let pending = [];

/** Writes lines together that come together. */
function say(line) {
  if (pending.length === 0) {
    setImmediate(() => {
      process.stdout.write(pending.join(''));
      pending = [];
    });
  }
  pending.push(`${line}\n`);
}

function fail(reason) {
  say(`broken ${String(reason).replaceAll('\n', ' ')}`);
}

const queues = new Map();

function add(name, payload) {
  let queue = queues.get(name);
  if (!queue) {
    queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
    queue.on('error', fail);
    queues.set(name, queue);
  }
  queue.add('message', payload).then(() => say(`added ${name}`), fail);
}

const workers = new Map();
const jobs = new Map();
let numbers = 0;

function consume(name, id) {
  const work = (job) => new Promise((resolve) => {
    const number = ++numbers;
    jobs.set(String(number), resolve);
    say(`job ${number} ${id} ${job.data}`);
  });
  const worker = new Worker(name, work, { connection, concurrency: CONCURRENCY });
  worker.on('completed', () => say(`acked ${id}`));
  worker.on('failed', (job, reason) => fail(reason));
  worker.on('error', fail);
  workers.set(id, worker);
}

function end(id) {
  workers.get(id).close().then(() => say(`ended ${id}`), fail);
  workers.delete(id);
}

function ack(number) {
  jobs.get(number)();
  jobs.delete(number);
}

const words = role === 'produce' ? { add } : { consume, ack, end };
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [word, ...rest] = line.split(' ');
  words[word](...rest);
});
lines.on('close', () => process.exit(0));
