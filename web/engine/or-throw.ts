import { CoreError } from './types';

/** The core answers with a string where it has an error to tell. */
export function orThrow<T>(answer: T | string): T {
	if (typeof answer === 'string') throw new CoreError(answer);
	return answer;
}
