/** Takes the place of a part of the core that a widget in one file does not need. */
export default (): Promise<never> =>
	Promise.reject(new Error('this file holds one widget, and not this part of the core'));
