// npm run fuzz: a long libFuzzer run of every fuzz target, with AddressSanitizer and UBSan.
// usage: npm run fuzz -- [--seconds 600]   (for each target)
import { build } from './lib/cmake.mjs';
import { fuzz } from './lib/fuzz.mjs';
import { StepError, main, option, step } from './lib/steps.mjs';
import { setup } from './setup.mjs';

await main(async () => {
	const seconds = Number(option('seconds') ?? 600);
	if (!Number.isInteger(seconds) || seconds < 1)
		throw new StepError('--seconds must be a whole number, 1 or more');
	await setup(['sanitize'], { npm: false });
	await step('Sanitized build', () => build('sanitize'));
	await step('Fuzzing', () => fuzz(seconds, { verbose: true }));
});
