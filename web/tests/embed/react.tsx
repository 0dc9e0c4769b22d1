/** A page of somebody who writes React: the element as a component, its event as state. */
import { useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Figure() {
	const [k, setK] = useState(8);
	const figure = useRef<HTMLElementTagNameMap['roundoff-kmeans-image']>(null);
	useEffect(() => {
		const element = figure.current!;
		const follow = () => setK(element.k);
		element.addEventListener('roundoff-change', follow);
		return () => element.removeEventListener('roundoff-change', follow);
	}, []);
	return (
		<main>
			<h1>A page in React</h1>
			<p>
				The reader looks at <output>{k}</output> colours.{' '}
				<button onClick={() => setK(4)}>Four of them</button>
			</p>
			<roundoff-kmeans-image ref={figure} k={k} slider src="photo.jpg" alt="a dog" />
		</main>
	);
}

createRoot(document.querySelector('#root')!).render(<Figure />);
