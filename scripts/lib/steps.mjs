// What every script shares: named steps with their time, commands whose output streams, and one way to fail.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const color = (code, text) => (process.stdout.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text);

/** A failure with a message for people; anything else that is thrown is a defect and keeps its stack. */
export class StepError extends Error {}

export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Runs `work` under a heading and says how long it took. */
export async function step(name, work) {
	const start = performance.now();
	console.log(color(36, `▸ ${name}`));
	try {
		const result = await work();
		console.log(color(32, `✓ ${name}`) + `  ${seconds(performance.now() - start)}`);
		return result;
	} catch (error) {
		console.log(color(31, `✗ ${name}`) + `  ${seconds(performance.now() - start)}`);
		throw error;
	}
}

// Children that outlive an interrupted script would keep a port or a build lock.
const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => {
		for (const child of children) child.kill(signal);
		process.exit(signal === 'SIGINT' ? 130 : 143);
	});
}

/** Starts a command in the project's root with its output on ours. */
export function start(command, args = [], options = {}) {
	const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
	children.add(child);
	child.once('close', () => children.delete(child));
	return child;
}

/** A command line short enough to read, without the file lists that checkers get. */
function summary(command, args) {
	const shown = args.length > 6 ? [...args.slice(0, 6), '…'] : args;
	return [basename(command), ...shown].join(' ');
}

/** Runs a command to its end; its output streams. Rejects with StepError when it fails. */
export function run(command, args = [], options = {}) {
	return new Promise((resolve, reject) => {
		const child = start(command, args, options);
		child.once('error', (error) => reject(new StepError(`${command}: ${error.message}`)));
		child.once('close', (code, signal) =>
			code === 0
				? resolve()
				: reject(
						new StepError(`${summary(command, args)} ended with ${signal ?? `exit code ${code}`}`)
					)
		);
	});
}

/** Runs a command quietly and returns { code, stdout, stderr }; a command that is not there has code 127. */
export function capture(command, args = [], options = {}) {
	return new Promise((resolve) => {
		const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		const out = [];
		const err = [];
		child.stdout.on('data', (data) => out.push(data));
		child.stderr.on('data', (data) => err.push(data));
		child.once('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
		child.once('close', (code) =>
			resolve({
				code: code ?? 1,
				stdout: Buffer.concat(out).toString(),
				stderr: Buffer.concat(err).toString()
			})
		);
	});
}

/** Whether the module of this URL is the script that was called, rather than imported by another. */
export const isMain = (url) =>
	process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(url);

/** The script's body: a StepError ends it with one line and exit code 1. */
export async function main(body) {
	try {
		await body();
	} catch (error) {
		console.error(color(31, error instanceof StepError ? error.message : error.stack));
		process.exitCode = 1;
	}
}

/** A command of an installed npm package, without the wait for npx. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** `--name value` from the command line, or undefined. */
export function option(name, args = process.argv.slice(2)) {
	const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
	if (at < 0) return undefined;
	return args[at].includes('=') ? args[at].slice(name.length + 3) : args[at + 1];
}

export const flag = (name, args = process.argv.slice(2)) => args.includes(`--${name}`);
