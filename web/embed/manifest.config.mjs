// The Custom Elements Manifest: what is said of the elements in the gallery, in editors and in types comes from their
// source alone. The analyzer reads the comments; the attributes are those that the code itself goes by.

/** The value of a literal; `{ type: 'number', min: 1 }` becomes that object. A spread is kept by its name. */
function evaluate(ts, node) {
	if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return evaluate(ts, node.expression);
	if (ts.isObjectLiteralExpression(node))
		return Object.fromEntries(
			node.properties.map((property) =>
				ts.isSpreadAssignment(property)
					? [`...${property.expression.getText()}`, {}]
					: [property.name.text, evaluate(ts, property.initializer)]
			)
		);
	if (ts.isArrayLiteralExpression(node)) return node.elements.map((element) => evaluate(ts, element));
	if (ts.isStringLiteral(node)) return node.text;
	if (ts.isIdentifier(node)) return node.text;
	return JSON.parse(node.getText().replaceAll('_', ''));
}

const typeOf = ({ type, options }) => (options ? options.map((option) => `'${option}'`).join(' | ') : type);

function attributesFromCode() {
	/** By the name of the constant or of the class that holds them. */
	const found = {};
	const tags = {};

	const expanded = (attributes) =>
		Object.entries(attributes).flatMap(([name, attribute]) =>
			name.startsWith('...') ? expanded(found[name.slice(3).replace(/\..*/, '')]) : [[name, attribute]]
		);

	return {
		name: 'attributes-from-code',
		analyzePhase({ ts, node }) {
			if (ts.isVariableDeclaration(node) && /Attributes$/.test(node.name.getText()))
				found[node.name.getText()] = evaluate(ts, node.initializer);
			if (!ts.isClassDeclaration(node)) return;
			for (const member of node.members) {
				if (!ts.isPropertyDeclaration(member) || !member.initializer) continue;
				if (member.name.getText() === 'attributes')
					found[node.name.text] = evaluate(ts, member.initializer);
				if (member.name.getText() === 'tag') tags[node.name.text] = evaluate(ts, member.initializer);
			}
		},
		packageLinkPhase({ customElementsManifest }) {
			for (const module of customElementsManifest.modules) {
				for (const declaration of module.declarations) {
					const { name } = declaration;
					if (declaration.kind !== 'class') continue;
					declaration.members = declaration.members?.filter(
						({ kind, privacy, static: isStatic }) => kind === 'field' && !privacy && !isStatic
					);
					if (!tags[name]) continue;
					declaration.events = declaration.events?.filter(({ name }) =>
						name.startsWith('roundoff-')
					);
					declaration.tagName = tags[name];
					declaration.customElement = true;
					declaration.attributes = [
						...expanded(found[name]),
						['theme', { type: 'choice', options: ['light', 'dark'] }]
					].map(([attribute, { type, options, initial, ...rest }]) => {
						const fieldName = attribute.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
						const member = declaration.members.find((member) => member.name === fieldName);
						return {
							name: attribute,
							fieldName,
							type: { text: typeOf({ type, options }) },
							description: member?.description,
							default: initial === undefined ? undefined : JSON.stringify(initial),
							// for the gallery's controls
							...(options && { options }),
							...rest
						};
					});
					module.exports = [
						...(module.exports ?? []),
						{
							kind: 'custom-element-definition',
							name: tags[name],
							declaration: { name, module: module.path }
						}
					];
				}
			}
		}
	};
}

export default {
	globs: ['web/embed/element.ts', 'web/widgets/*element.ts', 'web/widgets/*/*element.ts'],
	outdir: 'dist',
	packagejson: false,
	plugins: [attributesFromCode()]
};
