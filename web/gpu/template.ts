/**
 * WGSL from a kernel's text and one object of constants: `${NAME}` is a constant, and what stands between
 * `//@for i in NAME` and `//@end` is written out for i = 0 … NAME − 1 with `${i}` in its place (registers have no
 * index, so a register tile must be written out), between `//@if NAME` and `//@end` where NAME is not 0.
 */
export type Constants = Readonly<Record<string, number>>;

const loop = /^\s*\/\/@for (\w+) in (\w+)$/;
const condition = /^\s*\/\/@if (\w+)$/;
const close = /^\s*\/\/@end$/;

function valueOf(name: string, constants: Constants): number {
	const value = constants[name];
	if (value === undefined) throw new Error(`the kernel asks for '${name}', which has no value`);
	return value;
}

const fill = (line: string, constants: Constants) =>
	line.replace(/\$\{(\w+)\}/g, (_, name: string) => String(valueOf(name, constants)));

/** The line that closes the block opened at `start`. */
function closing(lines: readonly string[], start: number): number {
	let depth = 0;
	for (let i = start; i < lines.length; i++) {
		if (loop.test(lines[i]!) || condition.test(lines[i]!)) depth++;
		else if (close.test(lines[i]!) && --depth === 0) return i;
	}
	throw new Error(`'${lines[start]!.trim()}' has no end`);
}

export function expand(source: string, constants: Constants): string {
	return expandLines(source.split('\n'), constants).join('\n');
}

function expandLines(lines: readonly string[], constants: Constants): string[] {
	const written: string[] = [];
	for (let i = 0; i < lines.length; i++) {
		const line = lines[i]!;
		const repeat = loop.exec(line);
		const given = condition.exec(line);
		if (!repeat && !given) {
			written.push(fill(line, constants));
			continue;
		}
		const end = closing(lines, i);
		const body = lines.slice(i + 1, end);
		if (repeat) {
			const [, index, count] = repeat;
			for (let k = 0; k < valueOf(count!, constants); k++) {
				written.push(...expandLines(body, { ...constants, [index!]: k }));
			}
		} else if (valueOf(given![1]!, constants)) {
			written.push(...expandLines(body, constants));
		}
		i = end;
	}
	return written;
}
