/** The picture that figures begin with, before a reader brings another one. */
export interface FirstPicture {
	url: string;
	/** For file names. */
	name: string;
	/** Its pixels: keeps room for figures before the core has opened it. */
	width: number;
	height: number;
	/** What it shows, for those who do not see it. */
	alt: string;
	/** What a button says that brings it back. */
	back: string;
	/** In k colours, or as near to that as there is: shown before the core has drawn, and without JavaScript. */
	poster(k: number): string;
}
