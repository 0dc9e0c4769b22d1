const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

export const inWords = (count: number): string =>
	`${small[count] ?? count} ${count === 1 ? 'colour' : 'colours'}`;

/** The question that the figure asks. */
export function titleOf(k: number, hasSlider: boolean): string {
	if (hasSlider) return 'How many colours does a picture need?';
	return k === 1 ? 'What is left in one colour?' : `What can ${inWords(k)} show?`;
}
