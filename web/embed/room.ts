/**
 * What keeps an element's room before the script has come: a style sheet made, while the elements are built, from the very
 * heights that they go by themselves.
 */
import { dog } from '../widgets/exhibit/dog';
import { elements } from './all-elements';
import type { RoundoffElement } from './element';

/** Widths that heights are taken at; beyond them no figure grows. */
const narrowest = 240;
const widest = 1400;

/** At one width: pixels beside the pictures, how many of these are above each other, and the width that each has. */
interface Room {
	beside: number;
	pictures: number;
	across: number;
}
/** From a width on, each of a room's numbers as a straight line: at `from`, and for each pixel more. */
interface Piece {
	from: number;
	room: Room;
	slope: Room;
}

type ElementClass = (typeof elements)[number];
const parts = ['beside', 'pictures', 'across'] as const;

/** Asks the element's own method, with pictures of which only their number and their width are known. */
function roomAt(element: ElementClass, flags: readonly string[], width: number): Room {
	let across = 0;
	const asked = Object.assign(Object.create(element.prototype) as Record<string, unknown>, {
		...Object.fromEntries(flags.map((flag) => [flag, true])),
		pictureHeight(width: number) {
			across = width;
			return 1;
		}
	}) as unknown as { expectedHeight: (width: number) => number };
	const marked = asked.expectedHeight(width);
	Object.assign(asked, { pictureHeight: () => 0 });
	const beside = asked.expectedHeight(width);
	const pictures = Math.round(marked - beside);
	return { beside, pictures, across: pictures ? across : 0 };
}

const between = (a: Room, b: Room, pixels: number): Room => ({
	beside: (b.beside - a.beside) / pixels,
	pictures: (b.pictures - a.pictures) / pixels,
	across: (b.across - a.across) / pixels
});

function piecesOf(at: (width: number) => Room): Piece[] {
	const pieces: Piece[] = [];
	for (let width = narrowest; width < widest; width++) {
		const room = at(width);
		const piece = pieces.at(-1);
		const goesOn =
			piece &&
			parts.every(
				(part) =>
					Math.abs(piece.room[part] + piece.slope[part] * (width - piece.from) - room[part]) < 0.01
			);
		if (goesOn) continue;
		const next = at(width + 1);
		// A jump to the next pixel is no slope.
		const slope = between(room, next, 1);
		const isJump = slope.pictures !== 0;
		pieces.push({ from: width, room, slope: isJump ? between(room, room, 1) : slope });
	}
	return pieces;
}

const rounded = (value: number) => Number(value.toFixed(4));

function lengthOf(at: number, slope: number, from: number): string {
	const start = rounded(at - slope * from);
	return slope ? `${start}px + ${rounded(100 * slope)}cqi` : `${start}px`;
}

/** A picture stays as small as lets one screen hold it together with what stands under it; see PictureElement. */
function heightOf({ from, room, slope }: Piece): string {
	const beside = lengthOf(room.beside, slope.beside, from);
	if (!room.pictures) return `calc(${beside})`;
	const across = lengthOf(room.across, slope.across, from);
	const picture = `min(${across}, max(272px, var(--ratio) * 70vh)) / var(--ratio)`;
	return `calc(${beside} + ${room.pictures} * ${picture})`;
}

function rulesOf(element: ElementClass, flags: readonly string[]): string {
	const { tag } = element;
	const selector = `${tag}${flags.map((flag) => `[${flag}]`).join('')}:not(:defined)`;
	return piecesOf((width) => roomAt(element, flags, width))
		.map((piece, i) => {
			const rule = `:where(${selector})::before { height: ${heightOf(piece)}; }`;
			return i ? `@container (min-width: ${piece.from}px) { ${rule} }` : rule;
		})
		.join('\n');
}

const flagsOf = ({ attributes }: typeof RoundoffElement) =>
	Object.keys(attributes).filter((name) => attributes[name]!.type === 'boolean');

/**
 * Of no specificity, so that whatever a post says of an element holds. What a post has in the element for readers without
 * the script stands in the room that is kept; without scripting at all nothing is kept.
 */
export function roomStyle(): string {
	const all = `:is(${elements.map(({ tag }) => tag).join(', ')}):not(:defined)`;
	const sized = 'attr(width type(<number>), W) / attr(height type(<number>), H)'
		.replace('W', String(dog.width))
		.replace('H', String(dog.height));
	return [
		`/* Room for the elements of Roundoff until their script has come. Made from their own heights. */`,
		`@media (scripting: enabled) {`,
		`:where(${all}) { display: grid; container-type: inline-size; min-width: 0; margin-block: 1.5em; --ratio: ${rounded(dog.width / dog.height)}; }`,
		`@supports (width: attr(width type(<length>))) { :where([src]${all}) { --ratio: calc(${sized}); } }`,
		`:where(${all})::before { content: ''; }`,
		`:where(${all})::before, :where(${all}) > * { grid-area: 1 / 1; align-self: start; }`,
		`:where(${all}) > [slot='caption'] { align-self: end; }`,
		...elements.flatMap((element) => [
			rulesOf(element, []),
			...flagsOf(element)
				.map((flag) => rulesOf(element, [flag]))
				.filter((rules) => rules.replace(/\[\w+\]/g, '') !== rulesOf(element, []))
		]),
		`}`,
		''
	].join('\n');
}
