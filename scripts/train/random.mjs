// SplitMix64, the generator of cpp/roundoff/base/random.h, so that a seed means the same in every language here.

const mask = (1n << 64n) - 1n;

export class Random {
	constructor(seed) {
		this.state = BigInt(seed) & mask;
	}

	next() {
		this.state = (this.state + 0x9e3779b97f4a7c15n) & mask;
		let z = this.state;
		z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
		z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
		return z ^ (z >> 31n);
	}

	/** In [0, 1), a multiple of 2⁻⁵³. */
	uniform() {
		return Number(this.next() >> 11n) * 2 ** -53;
	}

	pick(list) {
		return list[Number(this.next() % BigInt(list.length))];
	}
}
