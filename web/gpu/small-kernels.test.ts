import { expect, test } from 'vitest';
import { smaller } from './small-kernels';
import { expand } from './template';

test('a kernel loses its comments and indentation, and nothing of what it says', () => {
	const kernel = [
		'// What it does.',
		'',
		'const A = ${N}u; // a number',
		'fn main() {',
		'\t//@for i in N',
		'\tlet x${i} = A / ${i}u;',
		'\t//@end',
		'}'
	].join('\n');
	expect(smaller(kernel)).toBe(
		'const A = ${N}u;\nfn main() {\n//@for i in N\nlet x${i} = A / ${i}u;\n//@end\n}'
	);
	expect(expand(smaller(kernel), { N: 2 })).toBe(
		'const A = 2u;\nfn main() {\nlet x0 = A / 0u;\nlet x1 = A / 1u;\n}'
	);
});
