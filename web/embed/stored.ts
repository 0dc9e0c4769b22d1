/** By their addresses on the site, the files that a widget in one file has in it. Elsewhere they lie beside the script. */
export const stored: Readonly<Record<string, string>> = {};
