/** Takes the place of web/parts/embed-code.ts in the elements: nobody copies a widget out of a post. */
export const embedFolder = (): string => '';
export const elementCode = (): string => '';
