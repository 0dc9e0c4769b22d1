/**
 * The built-in scene for those without a camera: a photo that stands still, is panned over and cut, and a ball and a
 * square that come and go. What it shows depends on the frame's number alone.
 */
export const sceneFramesPerSecond = 30;

/** Standard deviation of the noise that makes it look like a camera's, in levels. */
export const sceneNoise = 3;

const secondsOfAct = 12;

/** Where the acts look, as shares of the photo: a corner to start from, one to pan to, and how much of it is seen. */
const acts = [
	{ from: [0, 0.1], to: [0.35, 0.25], seen: 0.62 },
	{ from: [0.5, 0.45], to: [0.1, 0.05], seen: 0.45 }
] as const;

const smooth = (x: number) => {
	const t = Math.min(1, Math.max(0, x));
	return t * t * (3 - 2 * t);
};

export interface Shapes {
	/** Corner and size of what is seen of the photo, as shares of it. */
	crop: { x: number; y: number; size: number };
	/** Centre and radius as shares of the frame's height, or nothing. */
	ball?: { x: number; y: number; radius: number };
	/** Centre, side and angle. */
	square?: { x: number; y: number; side: number; turn: number };
}

export function sceneAt(frame: number): Shapes {
	const seconds = frame / sceneFramesPerSecond;
	const act = acts[Math.floor(seconds / secondsOfAct) % acts.length]!;
	const time = seconds % secondsOfAct;
	const panned = smooth((time - 3) / 4);
	const crop = {
		x: act.from[0] + panned * (act.to[0] - act.from[0]),
		y: act.from[1] + panned * (act.to[1] - act.from[1]),
		size: act.seen
	};
	const shapes: Shapes = { crop };
	if (time > 5 && time < 10.5) {
		const along = (time - 5) / 5.5;
		shapes.ball = {
			x: -0.2 + 1.75 * along,
			y: 0.75 - 0.35 * Math.abs(Math.sin(9 * along)),
			radius: 0.13
		};
	}
	if (time > 6.5 && time < 11) {
		shapes.square = { x: 1.0, y: 0.3, side: 0.22 * smooth((time - 6.5) / 0.8), turn: time };
	}
	return shapes;
}

/** Draws frame `n` over the whole canvas. */
export function drawScene(context: OffscreenCanvasRenderingContext2D, photo: ImageBitmap, n: number): void {
	const { width, height } = context.canvas;
	const { crop, ball, square } = sceneAt(n);
	// As much of the photo as fits the frame's shape.
	const scale = Math.min((crop.size * photo.width) / width, (crop.size * photo.height) / height);
	const x = Math.min(crop.x * photo.width, photo.width - width * scale);
	const y = Math.min(crop.y * photo.height, photo.height - height * scale);
	context.drawImage(photo, x, y, width * scale, height * scale, 0, 0, width, height);
	if (ball) {
		context.fillStyle = '#d92b6a';
		context.beginPath();
		context.arc(ball.x * height, ball.y * height, ball.radius * height, 0, 2 * Math.PI);
		context.fill();
	}
	if (square) {
		const side = square.side * height;
		context.save();
		context.translate(square.x * height, square.y * height);
		context.rotate(square.turn);
		context.fillStyle = '#1f5fd6';
		context.fillRect(-side / 2, -side / 2, side, side);
		context.restore();
	}
}
