// Files by what they hold: content hashes decide what is out of date, so a fresh checkout or a touched file costs nothing.
import { createHash } from 'node:crypto';
import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { root } from './steps.mjs';

/** Every file at or under `path`, sorted; a path that is not there holds none. */
export function filesUnder(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath ?? entry.path, entry.name))
		.sort();
}

/** One hash over the names and contents of files and folders (paths relative to the root), but for those that match. */
export function hashOf(paths, except = /^$/) {
	const hash = createHash('sha256');
	for (const file of paths.flatMap((path) => filesUnder(join(root, path)))) {
		const name = relative(root, file);
		if (except.test(name)) continue;
		hash.update(`${name}\0`).update(readFileSync(file)).update('\0');
	}
	return hash.digest('hex');
}

export const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

export function writeFile(file, text) {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}

/** The full path of a command on PATH, or undefined. */
export function commandPath(name) {
	for (const folder of (process.env.PATH ?? '').split(delimiter)) {
		try {
			const path = join(folder, name);
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			// not in this folder
		}
	}
	return undefined;
}
