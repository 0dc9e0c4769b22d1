/** For tests of the figure that draws faces. */
import { expect, type Locator } from '@playwright/test';

/** What the canvas of one of its grids holds. */
export const picture = (figure: Locator, grid: string): Promise<string> =>
	figure
		.getByRole('listbox', { name: grid })
		.locator('xpath=..')
		.locator('canvas')
		.first()
		.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

/** Asks for new faces and takes that back in the next frame; what is on screen then stays, and is returned. */
export async function cancelNewFaces(figure: Locator, grid: string): Promise<string> {
	await figure.getByRole('button', { name: 'New faces' }).evaluate(async (more) => {
		(more as HTMLElement).click();
		await new Promise(requestAnimationFrame);
		const buttons = more.closest('figure')!.querySelectorAll('button');
		[...buttons].find(({ textContent }) => textContent === 'Cancel')!.click();
	});
	await expect(figure.locator('[aria-busy=true]')).toHaveCount(0);
	await expect(figure.getByRole('alert')).toHaveText('');
	const shown = await picture(figure, grid);
	// longer than sixteen faces take
	await figure.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
	expect(await picture(figure, grid)).toBe(shown);
	return shown;
}
