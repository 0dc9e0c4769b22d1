import facts from '$widgets/picture-numbers/dog.json';

export function load() {
	return { facts };
}
