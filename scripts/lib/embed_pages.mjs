// A page for each element that other sites may put into an iframe, and what oEmbed tells them of it. Static: an answer
// names the site by its address, which SITE_URL sets when the site is built.

const escape = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Room for most widgets in a column of a blog; the page itself then tells its height. */
const size = { width: 720, height: 1100 };

export const siteUrl = () => {
	const url = process.env.SITE_URL ?? 'http://localhost:4173/';
	return url.endsWith('/') ? url : `${url}/`;
};

/** The elements of a manifest, with the folder that each has on the site. */
export function elementsOf(manifest) {
	return manifest.modules
		.flatMap(({ declarations }) => declarations)
		.filter(({ tagName }) => tagName)
		.map((element) => ({ ...element, folder: element.tagName.replace('roundoff-', '') }));
}

/** What a page needs of the reader's machine. */
const permission = ({ folder }) => (folder === 'webcam' ? 'camera' : undefined);

function iframe(element) {
	const src = `${siteUrl()}embed/${element.folder}/`;
	const allow = permission(element) ? ` allow="${permission(element)}"` : '';
	return (
		`<iframe src="${src}" title="${escape(element.summary)}" width="${size.width}" height="${size.height}"` +
		`${allow} style="border:0;max-width:100%" loading="lazy"></iframe>`
	);
}

function page(element) {
	const { folder, tagName, summary, description } = element;
	const about = description.split('\n\n')[0].replace(/\s+/g, ' ');
	return `<!doctype html>
<html lang="en-GB">
	<head>
		<meta charset="utf-8" />
		<meta name="viewport" content="width=device-width, initial-scale=1" />
		<meta name="color-scheme" content="light dark" />
		<meta
			http-equiv="Content-Security-Policy"
			content="default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' data:; style-src 'self'; img-src * data: blob:; connect-src *; object-src 'none'"
		/>
		<title>${escape(summary)} · Roundoff</title>
		<meta name="description" content="${escape(about)}" />
		<link rel="canonical" href="${siteUrl()}widgets/#${folder}" />
		<link
			rel="alternate"
			type="application/json+oembed"
			href="${siteUrl()}embed/${folder}/oembed.json"
			title="${escape(summary)}"
		/>
		<link rel="icon" href="../../favicon.svg" type="image/svg+xml" />
		<link rel="stylesheet" href="../frame.css" />
		<script type="module" src="../frame.js"></script>
	</head>
	<body>
		<main aria-label="${escape(summary)}">
			<h1>${escape(summary)}</h1>
			<${tagName}></${tagName}>
			<p><a href="../../widgets/#${folder}" target="_blank">A widget of Roundoff</a></p>
		</main>
	</body>
</html>
`;
}

const oembed = (element) => ({
	version: '1.0',
	type: 'rich',
	provider_name: 'Roundoff',
	provider_url: siteUrl(),
	title: element.summary,
	html: iframe(element),
	...size
});

/** Their text by their path inside the folder of embeds. */
export function embedPages(manifest) {
	return Object.fromEntries(
		elementsOf(manifest).flatMap((element) => [
			[`${element.folder}/index.html`, page(element)],
			[`${element.folder}/oembed.json`, `${JSON.stringify(oembed(element), undefined, '\t')}\n`]
		])
	);
}
